class Config:
    timeout = 3
    def refresh(self): pass
Config().timout
