from _names import alpah
