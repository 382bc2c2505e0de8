"""The chat page in a real browser, against a real server with the real content."""

from __future__ import annotations

from pathlib import Path

from page_server import Server
from playwright.sync_api import BrowserContext, Page, expect

QUESTION = "平湖有免费住处吗"
SAID = ".turn.bot .said"


def ask(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def answers(page: Page) -> int:
    return page.locator(SAID).count()


def test_welcome_has_notice_and_starters(page: Page) -> None:
    expect(page.locator(".notice")).to_contain_text("/forget")
    assert 4 <= page.locator(".options button").count() <= 6
    expect(page.locator("#text")).to_be_focused()


def test_a_question_is_answered_with_its_source(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".turn.mine .said")).to_have_text(QUESTION)
    last = page.locator(".turn.bot").last
    expect(last.locator(".said")).to_contain_text("459")
    closing = last.locator(".closing")
    expect(closing).to_contain_text("2025")
    sizes = [node.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") for node in (closing, last)]
    assert sizes[0] < sizes[1]
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")


def test_options_by_mouse_keyboard_and_number(page: Page) -> None:
    page.locator(".options button").first.click()
    expect(page.locator(SAID)).to_have_count(2)
    page.locator(".options button:enabled").first.wait_for()
    page.press("#text", "ArrowUp")
    focused = page.locator(".options button:focus")
    expect(focused.locator("kbd")).to_have_text("1")
    page.keyboard.press("ArrowRight")
    expect(focused.locator("kbd")).to_have_text("2")
    page.keyboard.press("Escape")
    expect(page.locator("#text")).to_be_focused()
    page.press("#text", "ArrowUp")
    page.keyboard.press("2")
    expect(page.locator(SAID)).to_have_count(3)
    page.locator(".options button:enabled").first.wait_for()
    label = page.locator(".options button:enabled span").first.inner_text()
    ask(page, "1")
    expect(page.locator(".turn.mine .said").last).to_have_text(label)
    expect(page.locator(SAID)).to_have_count(4)
    assert page.locator(".options button:enabled kbd").all_inner_texts().count("1") <= 1


def test_shift_enter_breaks_the_line(page: Page) -> None:
    page.type("#text", "一")
    page.press("#text", "Shift+Enter")
    page.type("#text", "二")
    expect(page.locator("#text")).to_have_value("一\n二")
    assert page.locator(".turn.mine").count() == 0


def test_enter_belongs_to_the_input_method_while_it_composes(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "pinghu", "selectionStart": 6, "selectionEnd": 6})
    press = "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', %s, bubbles: true}))"
    page.locator("#text").evaluate(press % "isComposing: true")
    page.locator("#text").evaluate(press % "keyCode: 229")
    page.wait_for_timeout(200)
    assert page.locator(".turn.mine").count() == 0
    session.send("Input.insertText", {"text": "平湖"})
    expect(page.locator("#text")).to_have_value("平湖")
    page.press("#text", "Enter")
    expect(page.locator(".turn.mine .said")).to_have_text("平湖")


def test_html_is_shown_as_text(page: Page) -> None:
    text = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
    ask(page, text)
    expect(page.locator(".turn.mine .said")).to_have_text(text)
    expect(page.locator(SAID)).to_have_count(2)
    assert page.locator("#log img, #log script").count() == 0
    assert page.title() == "人才服务问答"


def test_too_long_is_told_and_kept(page: Page) -> None:
    ask(page, "字" * 2001)
    expect(page.locator(".warning")).to_contain_text("2001")
    assert len(page.input_value("#text")) == 2001
    ask(page, "字" * 1999)
    expect(page.locator(SAID)).to_have_count(2)


def test_a_reload_keeps_the_conversation(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(SAID)).to_have_count(2)
    page.reload()
    expect(page.locator(SAID)).to_have_count(2)
    expect(page.locator(".turn.mine .said")).to_have_text(QUESTION)
    ask(page, "谢谢")
    expect(page.locator(SAID)).to_have_count(3)


def test_english_page_speaks_english(page: Page) -> None:
    page.click(".lang")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(SAID).first).to_contain_text("Hello")
    expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_forget_empties_the_page(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(SAID)).to_have_count(2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#forget")
    expect(page.locator(SAID).last).to_contain_text("已经删除")
    assert page.locator(SAID).count() == 1


def test_phone_without_sideways_scrolling(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto(server.url)
    page.locator(".options button").first.wait_for()
    ask(page, "https://example.com/" + "a" * 300)
    expect(page.locator(SAID)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.locator("main").evaluate("e => e.scrollWidth <= e.clientWidth")
    box = page.locator(".send").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720


def test_dark_mode(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(server.url)
    red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    context.close()
    assert int(red) < 60


def test_nothing_is_fetched_from_elsewhere(context: BrowserContext, server: Server) -> None:
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    page.locator(".options button").first.wait_for()
    assert len(asked) > 5
    assert all(url.startswith(server.url) for url in asked)


def test_slow_and_offline_are_said_and_mend_themselves(page: Page) -> None:
    page.route("**/chat/messages", lambda route: route.abort())
    ask(page, QUESTION)
    expect(page.locator("#status-text")).to_have_text("正在输入…")
    expect(page.locator("#offline")).to_be_visible()
    page.unroute("**/chat/messages")
    expect(page.locator(SAID)).to_have_count(2)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#status")).to_be_hidden()


def test_a_restarted_server_goes_on_with_the_same_page(context: BrowserContext, data: Path) -> None:
    server = Server(data)
    server.start()
    page = context.new_page()
    page.goto(server.url)
    page.locator(".options button").first.wait_for()
    assert server.stop() < 2
    ask(page, QUESTION)
    expect(page.locator("#offline")).to_be_visible()
    server.start()
    expect(page.locator(SAID)).to_have_count(2, timeout=30_000)
    expect(page.locator(SAID).last).to_contain_text("459")
    assert server.stop() < 2


def test_an_answer_can_be_rated_by_keyboard_and_read_out(page: Page) -> None:
    ask(page, QUESTION)
    answer = page.locator(".turn.bot").nth(1)
    good, bad = answer.get_by_role("button", name="有帮助"), answer.get_by_role("button", name="没帮助")
    assert page.locator(".turn.bot").first.locator(".rating").count() == 0
    good.focus()
    page.keyboard.press("Enter")
    expect(good).to_have_attribute("aria-pressed", "true")
    expect(answer.locator(".rating [role=status]")).to_have_text("谢谢，已记下。")
    assert page.locator(SAID).count() == 2  # the welcome and the answer
    bad.focus()
    page.keyboard.press("Space")
    expect(good).to_have_attribute("aria-pressed", "false")
    expect(page.locator(SAID)).to_have_count(3)
    assert answer.locator(".options button:enabled").count() > 0, "what is offered under the answer still is"
    page.locator(".options button:enabled", has_text="其他").click()
    expect(page.locator(".options button:enabled", has_text="答非所问")).to_have_count(0)
    expect(page.locator(".notice").last).to_contain_text("直接发给我")
    ask(page, "没写租金")
    expect(page.locator(SAID).last).to_have_text("谢谢，已记下。")
    expect(page.locator("#status")).to_be_hidden()
