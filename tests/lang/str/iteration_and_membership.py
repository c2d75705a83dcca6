print(list("aé€😀"), [*reversed("abc")], dict.fromkeys("aab"), set("aa"), tuple("xy"), "b" in "abc",
      "bc" in "abc", "" in "", "abc" in "ab", "cb" not in "abc", min("hello"), max("hello"),
      sorted("hello"), list(enumerate("ab", 1)), list(zip("ab", "cd")))
it = iter("ab"); print(next(it), next(it), next(it, "end"), type(it).__name__)
a, *b = "xyz"; print(a, b)
