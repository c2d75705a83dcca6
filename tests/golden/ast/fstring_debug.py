f'{ a + 1 = !s:{w}.{p}}' 'tail'
