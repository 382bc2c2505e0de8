"""The bot's own sentences, in both languages. Facts are never written here."""

# ruff: noqa: E501 - word lists and patterns are read by the line, not by the column

from __future__ import annotations

from bot.core.knowledge import Words

ASPECTS = {
    "price": Words("收费（租金、押金等）", "what it costs (rent, deposit and so on)"),
    "contact": Words("联系方式或地址", "contact details or an address"),
    "hours": Words("开放时间", "opening hours"),
    "how": Words("申请或办理的步骤", "how to apply or what the steps are"),
    "duration": Words("时间长短", "how long it lasts or takes"),
    "deadline": Words("截止时间", "a deadline"),
    "form": Words("表格或原文，也没有下载的地方", "any forms or documents to download"),
    "who": Words("对象和条件", "who qualifies"),
    "next": Words("下一次的安排", "the next date"),
    "money": Words("金额", "an amount of money"),
    "count": Words("数量", "a number"),
    "when": Words("时间", "a date"),
    "where": Words("地点", "a place"),
    "size": Words("面积大小", "a size"),
}
"""What is missing, as it stands in "our material does not give ..."."""

NOT_SAID_ASPECT = Words(
    "关于“{subject}”，我手头的材料没有写{aspect}。", "Our material on “{subject}” does not give {aspect}."
)
NOT_SAID_PLACE = Words(
    "我手头的材料没有写{place}的“{subject}”。", "Our material says nothing on “{subject}” for {place}."
)
COVERED_ELSEWHERE = Words("这方面写到的地方有：{places}。", "Places that it does cover here: {places}.")
OUTSIDE = Words(
    "我手头的材料没有写{place}的情况，只写到嘉兴及所辖县市区，另有温岭、黄岩、青田的一些做法。",
    "Our material does not cover {place}. It covers Jiaxing with its counties and districts, and some practice of Wenling, Huangyan and Qingtian.",
)
NOT_SAID_YEAR = Words(
    "{year}年的“{subject}”，我手头的材料没有写。", "Our material does not speak for {year} on “{subject}”."
)
NOT_SAID_FIGURE = Words(
    "我手头的材料没有{place}单独的数字。", "Our material has no separate figure for {place}."
)
NOT_SAID = Words("这个问题，我手头的材料没有写。", "Our material does not answer this question.")
NEAREST = Words("最接近的一条是：{fact}", "The nearest that it does say: {fact}")
WIDER = Words(
    "材料没有单独写{place}，下面是{region}的情况：",
    "There is nothing on {place} alone; this is for {region}:",
)
LABEL = Words("{region}：{text}", "{region}: {text}")
ASK_OFFICE = Words(
    "您可以向{office}了解（材料里没有联系方式）。",
    "You could ask {office} (our material gives no contact details).",
)
EXPIRED = Words("（此条有效期到{date}，现已过期）", " (valid until {date}, now expired)")

CLARIFY = Words("您想了解的是哪一项？", "Which of these do you mean?")
ABOUT_PLACE = Words("关于{place}，您想了解哪方面？", "What would you like to know about {place}?")
WELCOME_IN = Words("好的，欢迎！您想了解哪方面？", "Welcome! What would you like to know about?")
NOTED_PLACE = Words(
    "好的，接下来先按{place}为您查。您想了解哪方面？",
    "Noted: I will look at {place} first. What would you like to know?",
)
NO_MORE = Words("关于“{subject}”，材料里就写了这些。", "That is all our material says on “{subject}”.")
OFFTOPIC = Words(
    "这不在我能回答的范围内。我只回答嘉兴一带的人才住房、补贴、科技副总、人才码、人才活动等问题。",
    "That is outside what I can answer. I only know about talent services around Jiaxing: housing, subsidies, shared experts, the talent code, events.",
)
EMPTY = Words(
    "没有看到文字。请用一句话说出您想了解的，例如“平湖有免费的公寓吗”。",
    "I see no words. Please ask in a sentence, for example “Is there free housing in Pinghu?”",
)
CANNOT_READ = Words(
    "我目前只能看懂文字，请把问题打成文字发给我。", "I can only read text. Please type your question."
)
OLD_OPTION = Words(
    "这个选项已经过去了，请直接输入您的问题。",
    "That choice belongs to an earlier reply. Please type your question.",
)

DATED = Words("刚才说的是{date}的情况：{fact}", "That was for {date}: {fact}")
SAID_BY = Words("刚才的内容出自{title}。", "That comes from {title}.")
SOURCE = Words("资料时间：{dates}　来源：{sources}", "As of {dates}. Source: {sources}")
DATED_TITLE = Words("{title}（{date}）", "{title} ({date})")
SOURCE_JOIN = Words("；", "; ")
TITLE = Words("《{title}》", "“{title}”")
LIST_JOIN = Words("、", ", ")

WELCOME = Words(
    "您好！我回答嘉兴一带人才服务的问题：住房、补贴、科技副总、人才码、人才活动、平台和数据。答案都来自公开的报道，注明地方、时间和出处；材料没写的，我会直说。",
    "Hello! I answer questions about talent services around Jiaxing: housing, subsidies, shared experts, the talent code, events, institutes and figures. "
    "Every answer comes from published articles and names its place, date and source; what they do not say, I say so.",
)
HELP = Words(
    "直接提问就行，例如“平湖有多少套人才公寓”。可以一次问几个问题，也可以接着问“那嘉善呢”。\n/topics 看话题　/place 地名 记住地方　/lang 换语言　/human 找工作人员\n/privacy 隐私　/mydata 看看记录　/forget 删除记录",
    "Just ask, for example “How many talent flats are there in Pinghu?” Ask several things at once, or go on with “and Jiashan?”.\n"
    "/topics subjects, /place NAME to keep a place, /lang language, /human to ask for a person\n"
    "/privacy, /mydata to see what is kept, /forget to delete it",
)
TOPICS = Words("您想了解哪方面？", "What would you like to know about?")
TOPIC = Words("{topic}方面，可以看这些：", "On {topic}, for example:")
MORE = Words("更多…", "More…")
OF_PLACE = Words("{place}的{subject}", "{subject} in {place}")
LANG_SET = Words("好的，我用中文回答。", "All right, I will answer in English.")
LANG_ASK = Words("请选择语言：", "Please choose a language:")
PLACE_SET = Words("好的，记住了：{place}。", "Noted: {place}.")
PLACE_CLEARED = Words("好的，不再按某个地方来查。", "All right, no place is kept now.")
PLACE_UNKNOWN = Words(
    "我没认出这个地名。材料写到的地方有：{places}。",
    "I do not know that place. Our material covers: {places}.",
)
PRIVACY = Words(
    "对话会留下记录，用来改进回答：电话、证件号等会被遮盖，您的账号只存成无法还原的代码，过了保存期自动删除。发送 /mydata 看看记了什么，发送 /forget 立即删除您的记录。",
    "The conversation is logged to improve the answers: phone and ID numbers are masked, your account is kept only as a code that cannot be turned back, "
    "and texts are deleted after the retention time. Send /mydata to see what is kept, /forget to delete it now.",
)
HUMAN = Words(
    "目前这里没有人工坐席。您的问题会留在记录里，由工作人员查看并补充答案。",
    "There is no person at this end at the moment. Your question stays in the log, where staff read it and add what is missing.",
)
UNKNOWN_COMMAND = Words(
    "没有这个命令。发送 /help 看看能做什么。", "There is no such command. Send /help to see what I can do."
)
