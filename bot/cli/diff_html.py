"""What an edit changes, as one web page to send to a colleague: no script, nothing from outside, prints well."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from bot.cli.diff_text import JUDGED, TITLES, rated, summary, told
from bot.service.effects import Change, Effects, Group, Judgement, Said

_STYLE = """
body { font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
small, .en { color: #666; font-weight: normal; }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: left; }
article { border-top: 1px solid #ccc; padding: .6rem 0; break-inside: avoid; }
h3 { font-size: 1rem; margin: 0; } h2 { break-after: avoid; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.pair > div { border-left: 3px solid #c44; padding-left: .6rem; min-width: 0; }
.pair > div + div { border-color: #292; }
code { font-size: .85rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.good { color: #161; } .bad { color: #a11; }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
@media print { body { font-size: 10pt; margin: 0; max-width: none; } }
"""
_CLASSES = {
    Judgement.WORSE: "bad",
    Judgement.MAYBE_WORSE: "bad",
    Judgement.MAYBE_BETTER: "good",
    Judgement.BETTER: "good",
}


def page(effects: Effects, at: datetime) -> str:
    """The whole page; `at`: when the comparison was made, aware."""
    groups = [(group, changes) for group in Group if (changes := effects.of(group))]
    sections = "\n".join(_section(group, changes) for group, changes in groups)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>改动前后 / Before and after</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>这次改动会改变哪些回答 <span class="en">What this edit changes</span></h1>
<p>{_safe(summary(effects))}
<small>{at.astimezone():%Y-%m-%d %H:%M}</small></p>
{_table(groups)}
{sections}
</body>
</html>
"""


def _table(groups: Sequence[tuple[Group, Sequence[Change]]]) -> str:
    if not groups:
        return "<p>没有回答会变。 / No answer changes.</p>"
    rows = "\n".join(
        f'<tr><td><a href="#{group.value}">{" / ".join(TITLES[group])}</a></td><td>{len(changes)}</td>'
        f"<td>{sum(change.times for change in changes)}</td></tr>"
        for group, changes in groups
    )
    return f"<table><tr><th></th><th>问题 / questions</th><th>次数 / times</th></tr>\n{rows}</table>"


def _section(group: Group, changes: Sequence[Change]) -> str:
    zh, en = TITLES[group]
    articles = "\n".join(map(_article, changes))
    return f'<section id="{group.value}">\n<h2>{zh} <span class="en">{en}</span></h2>\n{articles}\n</section>'


def _article(change: Change) -> str:
    context = f"<p><small>接着 / after: {_safe(change.context)}</small></p>\n" if change.context else ""
    verdict = f'<span class="{_CLASSES.get(change.judgement, "")}">{_safe(JUDGED[change.judgement])}</span>'
    return f"""<article>
<h3>{_safe(change.question)} <small>×{change.times} {rated(change)} {verdict}</small></h3>
{context}<div class="pair">{_side("改前 / before", change.before)}{_side("改后 / after", change.after)}</div>
</article>"""


def _side(name: str, said: Said) -> str:
    return f"<div><small>{name}</small><br><code>{_safe(told(said))}</code><p>{_safe(said.text)}</p></div>"


def _safe(text: str) -> str:
    """Text of strangers as text: no mark-up, no control characters, and its direction ends with it."""
    plain = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
    return f"<bdi>{html.escape(plain)}</bdi>"
