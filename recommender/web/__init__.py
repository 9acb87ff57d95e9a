"""The pages: `register` hangs them into the app."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from recommender.desk import Desk


class Cookies(SecureCookieSessionInterface):
    """Cookies out of reach of scripts and of other sites; where we are on https, they stay there."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def register(app: Flask, *, desk: Desk) -> None:
    """The sign-in, the form, the plans, and the pages that say what went wrong."""
    from recommender.web.client_pages import client
    from recommender.web.clinic_page import clinic
    from recommender.web.knowledge_pages import shelf
    from recommender.web.layout import layout_of
    from recommender.web.model_page import model
    from recommender.web.pages import pages
    from recommender.web.signing_in import Patience, csrf
    from recommender.web.trouble import tell_of_trouble

    app.extensions["desk"] = desk
    app.extensions["layout"] = layout_of(desk.knowledge.dictionary)
    app.extensions["patience"] = Patience()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # the pages check by themselves; the other doors take no cookies
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open for as long as its reader is signed in
        WTF_CSRF_SSL_STRICT=False,  # the token is the check; a Referer may be missing
    )
    app.session_interface = Cookies()
    csrf.init_app(app)
    app.register_blueprint(pages)
    app.register_blueprint(shelf)
    app.register_blueprint(client)
    app.register_blueprint(clinic)
    app.register_blueprint(model)
    tell_of_trouble(app)
