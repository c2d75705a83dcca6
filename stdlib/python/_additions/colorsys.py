"""colorsys of 3.13: no division by zero for a color that is nearly white."""

_rgb_to_hls_311 = rgb_to_hls


def rgb_to_hls(r, g, b):
    try:
        return _rgb_to_hls_311(r, g, b)
    except ZeroDivisionError:
        # The sum of the greatest and the least component rounds to 2.
        greatest, least = max(r, g, b), min(r, g, b)
        spread = greatest - least
        red, green, blue = ((greatest - one) / spread for one in (r, g, b))
        if r == greatest:
            hue = blue - green
        elif g == greatest:
            hue = 2.0 + red - blue
        else:
            hue = 4.0 + green - red
        return hue / 6.0 % 1.0, (greatest + least) / 2.0, spread / (2.0 - greatest - least)
