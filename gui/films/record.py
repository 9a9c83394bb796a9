from gui.theme.palette import Palette
import re, dataclasses
def theme_of(palette):
    found=[]
    for f in dataclasses.fields(palette):
        v=getattr(palette,f.name)
        found += [x for x in ((v,) if isinstance(v,str) else v) if isinstance(x,str) and x.startswith("#")]
    return tuple(dict.fromkeys(found))
