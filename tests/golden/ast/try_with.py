try: a
except* (B, C) as d: e
else: f
finally: g
with (h as i, j): k
async def l():
    async with m as (n, o): pass
