class C(B):
    def __init__(self, x):
        super().__init__(x)
        self.y = super().y
        super(C, self).z
