def grüße(wört):
    return "äöü" + wört + 1
grüße("ß")
