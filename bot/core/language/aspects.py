"""What is asked of a subject: how many, how much, when, where, how to apply ... and for which time.

Recognition works on folded text by patterns in both languages. It errs on the side of silence: an aspect that is not
recognised refuses nothing, one wrongly recognised would.
"""

# ruff: noqa: E501 - word lists and patterns are read by the line, not by the column

from __future__ import annotations

import re
from collections.abc import Sequence

_Table = Sequence[tuple[str, str, str]]

# aspect, Chinese, English. A message can ask for several.
_PATTERNS: _Table = (
    (
        "price",
        r"利率|利息|年息|房费|租金|房租|月租|年租|租费|租价|押金|物业费|保证金|中介费|水电费?|收费|收不收费|(?:要|用|需要|花|交|付)(?:不要|不用)?(?:交|付|花)?"
        r"(?:钱|费)[吗么嘛不]|要钱不|免费[吗么嘛不]|收钱|租一?[套间]?(?:要)?多少|多少钱一?个?(?:月|平|晚|天|套)|一个月(?:要)?多少钱|(?:每月|每平|房|住)\w{0,4}(?:多少钱|多钱|价格)|学费|价格|价钱|贵不贵|便宜",
        r"\binterest (?:rates?|on|is|do)\b|\b(?:annual|the) interest\b|\brents?\b(?! ?-? ?free)|\brental (?:price|fee|cost)|monthly (?:fee|cost|rent)|\bdeposit|\bfees?\b|\btuition|free of charge|"
        r"\bprices?\b|\bcharge[ds]?\b|do i (?:have to )?pay|how much (?:is|are|do|does|for) (?:\w+ ){0,4}(?:flats?|apartments?|rooms?|housing|live|stay)\b",
    ),
    (
        "contact",
        r"电话|热线|号码(?!牌)|联系方式|怎么联系|如何联系|联系谁|找谁联系|联系人|邮箱|邮件|网址|官网|网站|公众号|二维码在|微信(?:号|群)?|qq|地址|详细位置|门牌",
        r"\bphone|telephone|\btel\b|hotline|e-?mail|\bwebsite|\bweb ?page|\burl\b|\blink\b|\baddress|contact|wechat|whom? (?:do|can|should) i call",
    ),
    (
        "hours",
        r"几点|营业时间|开放时间|开门|关门|上班时间|工作时间|周末(?:开|上|能|可)|节假日",
        r"opening hours|open(?:ing)? times?|what time|business hours|office hours|open (?:on|at) (?:the )?weekend|closing time",
    ),
    (
        "how",
        r"(?:怎么|怎样|如何|咋|怎么样|咋样|哪里|哪儿|在哪|去哪|到哪|上哪|什么渠道|通过什么|向谁|找谁|跟谁)(?:才能|才可以|可以|能|去|来|进行|个|才)?"
        r"(?:申请|申领|申报|报名|办理|办(?!的|过|了)|注册|领取|领(?!导)|入住|开通|加入|参加|报(?!道|告)|登记|认定|弄|搞到|拿到|获得|下载|激活|绑定|预约|投递|投简历|进群|成为|当上|评上|评(?!价|论|估))|"
        r"(?:哪个|哪家|什么|哪些)(?:窗口|部门|单位|机构|地方|渠道|平台|网点)(?:能|可以|给)?(?:办理?|申请|申领|申报|领取?|报名|登记|咨询)(?!的)|"
        r"(?:申请|办理|申报|报名|注册|入住|领取|认定|手续)(?:的)?(?:流程|步骤|程序|方式|方法|渠道|入口|指南|手续|材料|条件)|流程|步骤|手续|"
        r"(?:要|需要|准备|提交|交|带)(?:哪些|什么|啥)(?:材料|证件|资料|东西|文件)|(?:哪些|什么|啥)(?:材料|证件|资料)|(?:走|通过)(?:什么|哪个|啥)(?:渠道|途径|程序)|怎(?:么|样)才能|"
        r"(?:申请|申报|报名|办理|注册|申领|入住)(?:要|该|应该|得)?(?:怎么|咋|如何)",
        r"\b(?:how|where) (?:do|can|could|should|would|does|to)\b(?: \w+){0,3} (?:apply|register|sign up|enrol\w*|join|get|obtain|claim|book|submit|download|activate|become)|"
        r"application (?:process|procedure|form|steps?)|procedures?\b|steps? to|(?:what|which) (?:documents?|papers?|paperwork|materials?)|paperwork|(?:need|have|required) to (?:hand in|bring|submit|prepare|fill)|how to (?:apply|get|register|join|claim|use)",
    ),
    (
        "duration",
        r"(?:住|租|用|待|聘|贷|享受|持续|办|审批|等|批|干|任期?|有效期?|服务期?|补)(?:\w{0,3})(?:多久|多长时间|几年|几个月|几天|多少年|多少天)|多久|多长时间|(?<![近前这头哪第])几年(?![来前后级间内])|几个月|几天(?!前|后)|几[晚夜]|时间(?:有|的)?限制|一任|期限|任期|聘期|有效期|时长|为期|几个工作日|排队",
        r"how long|duration|\bterm of|time limit|how many (?:years|months|days|weeks) (?:can|may|does|do|is|will)|valid for|processing time|waiting (?:time|list)",
    ),
    (
        "deadline",
        r"截止|最后期限|什么时候结束报名|报名时间|申报时间|申请时间|受理时间",
        r"deadline|closing date|due date|by when|apply by|application (?:date|period|window)",
    ),
    (
        "form",
        r"申请表|报名表|登记表|表格|表单|模板|范本|申报书|下载(?!量)|填(?:什么|哪张|哪个)?表|红头文件|文件原文|政策原文|全文",
        r"\b(?:application|registration) forms?\b|\bforms? to (?:fill|sign)|\bdownload|\btemplates?\b|full text of",
    ),
    (
        "who",
        r"(?:谁|什么人|哪些人|哪类人|哪种人|啥人|什么样的人|哪些对象|哪些群体|哪些企业|什么企业|什么公司)(?:才|都|们)?(?:能|可以|可|有资格|符合|够|会|住|领|享受|用|申请|拿)|"
        r"(?:给|发给|面向|针对|为)(?:谁|什么人|哪些人|哪类人|啥人)|给谁|(?:什么|啥|哪些|有没有|有)条件|条件(?:是|有|限制|要求|吗)|什么资格|有资格|资格(?:要求|条件)|门槛|适用对象|对象|(?:要求|限制)(?:是)?(?:什么|啥|有|多少)|什么要求|啥要求|有要求|学历要求|年龄|"
        r"(?:我|本科|专科|大专|硕士|博士|外国人|外地人|留学生|应届生|实习生|老外|海归)(?:\w{0,6})(?:能|可以)(?:\w{0,6})(?:申请|住|领|享受|用|办|拿)(?:\w{0,4})[吗么嘛不]|"
        r"(?:能不能|能|可以|可不可以|让|给)(?:申请|申领|领|办|住|入住|享受|拿)(?!\w{0,8}[多几哪啥])\w{0,8}(?:吗|么|嘛|不|$)",
        r"who (?:can|may|is allowed|are allowed|qualif\w*|gets?|is eligible|are (?:they|these|those|it) for|is it for|receives?|could|do they)|eligib\w+|requirements?|qualify|qualifications?|criteria|"
        r"(?:can|could|may|am) (?:i|foreigners?|non-locals?|students?|graduates?|bachelors?|expats?) (?:\w+ ){0,3}(?:apply|eligible|live|get|use|qualify|stay)|for whom|who (?:\w+ ){0,3}for\b",
    ),
    (
        "next",
        r"今年还|明年还|还(?:会)?(?:再)?办[吗么不]|还会(?:有|办)|再办|下一?届|下一?次|下一?期|下一?场|下一?批|明年|后年|即将|近期有|最近有(?:什么|没有)|接下来",
        r"\bnext (?:\w+ )?(?:year|edition|event|round|time|fair|contest|summit|talent|week|one|batch)|\bwhen is the next|upcoming|coming (?:year|up)",
    ),
    (
        "when",
        r"什么时候|啥时候|何时|几时|哪一?年|哪一?天|哪一?月|几月|几号|几日|日期|(?:具体)?时间是|啥时间|什么时间|哪年哪月|多会儿",
        r"expected (?:completion|opening|start)|(?:^|[,?.] ?|and |since |until |exactly )when\b|\bwhen (?:is|was|were|did|does|do|will|are|has|have|can|exactly)\b|what (?:date|day|year|month)|which (?:date|day|year|month)|\bdates?\b|since when",
    ),
    (
        "where",
        r"在哪(?!些|几|个|方面|步)|哪里|哪儿|什么地方(?!可以借)|啥地方|哪个(?:区|县|城市|小区|街道|镇|地方|位置|楼|平台|软件|app)|哪个?国家?|位于|位置|坐落|地点|分布在|去哪|到哪(?!步|个|一步)|哪[几两二三四]?个?(?:地方|城市|区县|地市|县市)|哪[几两二三四]地",
        r"\bwhere\b|\blocat(?:ed|ion)|which (?:city|district|town|county|place|street|app)\b|\bvenue",
    ),
    (
        "count",
        r"多少(?:套|个|家|名|人|位|项|座|处|间|台|条|期|支|届|批|所|户|组|队|场|件|次|份|岗位|职位|企业|公司|项目|博士|硕士|研究生|教授|导师|专家|学生|公寓|房|院士|专利|地方|平台|副总|工作站|驿站|国家|城市|机构|部门|产品|事业部|类|种|级|科研人员|员工|名额|团队|高校|活动|服务|成果|奖|人才|供应商|单位|副总|课题|技术|难题|需求|店|只|位数)|"
        r"(?:有|一共|总共|共|合计|(?<!哪)几)几?(?:套|个|家|名|位|项|座|处|间|类|种|条|批|支)|(?<!哪)几(?:套|个|家|名|人|位|项|座|处|间|台|条|支|届|批|所|场|件|期|次|份|类|种|大类)|分几级|数量|总数|人数|家数|总量|规模有多大",
        r"how many|number of|\btotal (?:number|count)|headcount|\bcount of|what is the (?:number|total)",
    ),
    (
        "money",
        r"多少钱|多钱|几多钱|钱(?:是|有|能|给|拿|发)?多少|多少(?:万|亿|元|块)|几(?:万|亿|块|千)|金额|数额|额度|税(?:款|收|金)?\w{0,6}多少|(?:补贴|补助|补|奖励|奖金|资助|津贴|工资|年薪|月薪|薪资|薪酬|薪水|待遇|贷款|授信|投资|投|融资|产值|营收|税|税收|纳税|经费|资金|基金|安家费|报酬|收入|酬劳|给)(?:\w{0,4}?)(?:多少|几何|是多少|有多高|多高|咋样|怎么样|上限|标准)|"
        r"(?:多少|什么|啥|哪些)(?:的)?(?:补贴|补助|奖励|奖金|资助|津贴|工资|年薪|月薪|薪资|薪酬|待遇|贷款|授信|投资|产值|税|资金|报酬|收入)|有(?:没有|啥|什么)?(?:补贴|补助|津贴|奖励|工资)|(?:补贴|补助|津贴|报酬|工资|薪水|安家费|购房补贴|租房补贴|生活补贴)(?:吗|呢|么|嘛|不|$)|给钱|给不给钱|发钱|拿钱",
        r"how much (?!r&d|research)|what (?:is|are) the (?:\w+ )?(?:subsid\w+|salar\w+|pay|grants?|amount|allowances?|stipends?|bonus\w*|investment|loan|funding)|\bamount\b|salar(?:y|ies)|\bstipend|\ballowances?\b|\bpaid\b|\bpays?\b|\bwage|"
        r"subsid(?:y|ies|ised|ized)\b|\bgrants?\b|how big is the (?:fund|loan|grant)|money",
    ),
    (
        "rank",
        r"第几|排名|排第|名次|排位|位列|列全|排多少",
        r"\brank(?:s|ed|ing)?\b|which place|\bplaced?\b(?= in)|how high",
    ),
    (
        "share",
        r"占比|比例|百分之|百分比|多少%|比重|占(?:了)?多少|几成|增速|增长(?:了)?多少|降低(?:了)?多少|提高(?:了)?多少|增幅",
        r"percent|per cent|proportion|\bshare of|\bratio|what fraction|growth rate",
    ),
    (
        "size",
        r"面积|占地|多少(?:平|亩|平方|米)|多大(?:地方|面积|的地)|平方米|多高(?:的)?(?:层|门|个)|身高|承重|层高",
        r"floor area|square met|how (?:big|large|tall|high) is|\barea of|\bacres?\b|\bmu\b",
    ),
    (
        "person",
        r"是谁|谁(?:是|创|做|提出|负责|牵头|说|办|建|当|担任|主办|发布|开|研发|评|带)|哪位|什么人(?:创|说|负责)|叫什么|名字|姓名|创始人|负责人|院长|董事长|哪家(?:单位|机构|部门|公司|大学|高校)|哪个(?:单位|部门|机构|公司|大学|人)|主办方",
        r"\bwho (?:is|was|founded|leads?|runs?|said|made|created|organi[sz]es?|built|heads?|won|published|set)|\bwhose|\bfounder|\bdirector|name of the (?:person|founder|professor)|which (?:professor|person|company|institute|university|body|organi[sz]ation)",
    ),
    (
        "list",
        r"哪些|哪几|有什么|有啥|都有谁|名单|清单|目录|列(?:一下|举|出)|分别(?:是|叫)|具体(?:是|有|包括|指)|包括什么|包含|都是(?:什么|啥|谁)|哪\w{0,2}(?:条|件|个|类|种|家|项|五|六|十|三|四|两)",
        r"\bwhich\b|\blist\b|what (?:kinds?|types?|sorts?|are the)|name (?:them|the|all)|\binclude",
    ),
    (
        "why",
        r"为什么|为何|为啥|原因|凭什么|怎么会",
        r"\bwhy\b|\breason|how come",
    ),
    (
        "result",
        r"结果|效果|成果|成效|成绩|进展|怎么样了|获奖|得了什么奖|什么奖|有用吗",
        r"\bresults?\b|\boutcomes?\b|\bachiev\w+|\bawards?\b|\bprogress\b|\beffects?\b|\bbenefit(?:ed|s)?\b",
    ),
    (
        "what",
        r"是什么|什么是|是啥|啥是|什么意思|干什么|干嘛|干啥|做什么|有什么用|有啥用|能做什么|介绍|了解|讲讲|说说|指什么|怎么回事|什么样|聊聊",
        r"what (?:is|are|does)|what's|tell me about|explain|meaning|\babout\b|describe|introduc",
    ),
)

# Nouns that ask by themselves where nothing else does: "科技副总 补贴", "Jiashan subsidy".
_BARE: _Table = (
    (
        "money",
        r"补贴|补助|津贴|奖金|薪资|年薪|工资|待遇|安家费|贷款额",
        r"subsid|allowance|stipend|salary|grant\b",
    ),
    ("count", r"人数|数量|总数|总量|数目|家数", r"\btotals?\b|\bnumbers?\b"),
    ("when", r"时间$|日期|成立$|年份", r"\bdates?\b"),
    ("where", r"地点|位置|地址", r"\bvenue|\blocation"),
    ("rank", r"排名|名次", r"\brank"),
)

_COMPILED = tuple((name, re.compile(chinese), re.compile(english)) for name, chinese, english in _PATTERNS)

_COMPILED_BARE = tuple((name, re.compile(chinese), re.compile(english)) for name, chinese, english in _BARE)
_QUANTITY = re.compile(r"多少|几(?!年来|乎|百|千|十|级)|分几级|how (?:many|much)|\bmax(?:imum)?\b")

# A narrower aspect takes the words of a wider one: "how long" holds no "how many", a rent is no subsidy.
_OVERRULES = {
    "price": {"money", "count"},
    "contact": {"how", "person", "where", "list"},
    "hours": {"when", "count"},
    "how": {"where", "what", "person", "list", "money"},
    "duration": {"when", "count"},
    "deadline": {"when", "how"},
    "form": {"how", "where", "list"},
    "next": {"when"},
    "who": {"person", "list"},
    "rank": {"count"},
    "share": {"count"},
    "size": {"count"},
    "money": {"list", "what", "count"},
    "count": {"list", "what"},
    "when": {"what"},
    "where": {"what", "list"},
}

REFUSING = frozenset(
    {
        "price",
        "contact",
        "hours",
        "how",
        "duration",
        "deadline",
        "form",
        "next",
        "who",
        "money",
        "count",
        "when",
        "where",
        "size",
    }
)
"""Aspects clear enough to say "our material does not say" where no fact of the subject carries them."""

NEVER_PRINTED = frozenset({"contact", "hours", "deadline", "form"})
"""Aspects that hardly any fact carries: asked for, they are what the asker wants, whatever else is in the message."""


def find(text: str, years: Sequence[int], this_year: int) -> frozenset[str]:
    """Aspects that a folded text asks for; empty where none is recognised.

    `years` are those that it names: one that is not over yet asks for the `next` date. `deadline` and `form` are no aspects of a
    fact: it is only ever asked.
    """
    found = {name for name, chinese, english in _COMPILED if chinese.search(text) or english.search(text)}
    if years and min(years) >= this_year and "when" in found:
        found.add("next")
    for name in tuple(found):
        if name in found:
            found -= _OVERRULES.get(name, set())
    if not found - {"what", "list"}:
        found |= {
            name for name, chinese, english in _COMPILED_BARE if chinese.search(text) or english.search(text)
        }
    return frozenset(found)


def is_quantity(text: str) -> bool:
    """True for 多少 and how much, where what is counted may be left out."""
    return _QUANTITY.search(text) is not None


_YEAR = re.compile(
    r"(?<!\d)(20\d\d)(?!\d)(?:年|届)?|(?<![\d近满过这前后了有立作龄干期])([12]\d)年(?![龄薪里来间内前后多以之经历工])"
)
_THIS_YEAR = re.compile(r"(?<!我)今年(?!.{0,6}毕业)|本年度|this year|\bcurrent year")
_NEXT_YEAR = re.compile(r"明年|后年|next year")
_LAST_YEAR = re.compile(r"去年|last year")


def years(text: str, this_year: int) -> tuple[int, ...]:
    """Years that a folded text names, `this year` and `next year` counted from `this_year`."""
    named = [int(full) if full else 2000 + int(short) for full, short in _YEAR.findall(text)]
    for pattern, offset in ((_THIS_YEAR, 0), (_NEXT_YEAR, 1), (_LAST_YEAR, -1)):
        if pattern.search(text):
            named.append(this_year + offset)
    return tuple(dict.fromkeys(named))
