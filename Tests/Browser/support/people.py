"""Browser windows of people, each watched for what a page must not do."""

from playwright.sync_api import Browser, BrowserContext, Page

from .server import Account, Server

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 812}


class People:
    """Opens windows and collects complaints about what their pages did; `expected` texts are left out of those."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.complaints: list[str] = []
        self.expected: list[str] = []
        self.contexts: list[BrowserContext] = []

    def leave(self):
        for context in self.contexts:
            context.close()

    def visitor(self, server: Server, *, script=True, scheme="light", viewport=None, **options) -> Page:
        """Somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=server.address, java_script_enabled=script, color_scheme=scheme, viewport=viewport or WIDE,
            locale="en-US", timezone_id="UTC", reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        context.on("page", lambda page: self.watch(page, server))
        return context.new_page()

    def owner(self, server: Server, **options) -> Page:
        """The Owner of the demo company."""
        return self.member(server, server.demo_owner(), **options)

    def member(self, server: Server, account: Account, **options) -> Page:
        """Somebody who has signed in by the API."""
        page = self.visitor(server, **options)
        page.context.add_cookies([
            {"name": "session", "value": account.session, "url": server.address, "httpOnly": True, "sameSite": "Lax"}])
        return page

    def watch(self, page: Page, server: Server):
        def complain(text: str):
            if not any(expected in text for expected in self.expected):
                self.complaints.append(f"{page.url}: {text}")

        page.on("pageerror", lambda error: complain(f"script error: {error}"))
        page.on("console", lambda message: message.type == "error" and complain(f"console: {message.text}"))
        page.on("request", lambda request: None if request.url.startswith((server.address + "/", "data:", "blob:"))
                else complain(f"request to a third party: {request.url}"))
