package org.warden.webapp.edge;

import java.util.Locale;
import java.util.ResourceBundle;

/** The login form. Needs no script and no style, though it has some. */
final class LoginPage {

    /** Dark or light as the viewer has it; both have contrast enough for small text (WCAG 2.2 AA). */
    static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #6b7280; --act: #0b57d0; --bad: #a4000f }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e6e8eb; --paper: #14171a; --line: #9aa4ae; --act: #8ab4f8; --bad: #ff9aa2 }
            }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
              margin: 12vh auto 2em; max-width: 22em; padding: 0 1em }
            label { display: block; margin-top: 1em }
            input { box-sizing: border-box; width: 100%; font: inherit; padding: .5em; min-height: 44px; color: inherit;
              background: transparent; border: 1px solid var(--line); border-radius: 4px }
            button { font: inherit; margin-top: 1.5em; padding: .5em 1.5em; min-height: 44px; color: var(--paper);
              background: var(--act); border: 0; border-radius: 4px }
            :focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
            .bad { color: var(--bad) }
            """;

    private LoginPage() {}

    /**
     * The page.
     *
     * @param message key of what to say above the form, or ""
     * @param next where to go after the login, or ""
     */
    static String of(ResourceBundle texts, Locale locale, String token, String message, String next) {
        String language = locale.getLanguage().isEmpty() ? "en" : locale.getLanguage();
        StringBuilder page = new StringBuilder(2048)
                .append("<!DOCTYPE html>\n<html lang=\"")
                .append(language)
                .append("\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
                .append(Answers.escape(texts.getString("title")))
                .append(
                        "</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"login.css\"></head>\n<body><main>\n<h1>Warden</h1>\n");
        if (!message.isEmpty()) {
            page.append("<p class=\"bad\" role=\"alert\">")
                    .append(Answers.escape(texts.getString(message)))
                    .append("</p>\n");
        }
        page.append("<form method=\"post\" action=\"login\">\n");
        hidden(page, CsrfToken.NAME, token);
        if (!next.isEmpty()) {
            hidden(page, "next", next);
        }
        field(page, "user", "text", "username", texts.getString("user"));
        field(page, "password", "password", "current-password", texts.getString("password"));
        return page.append("<button type=\"submit\">")
                .append(Answers.escape(texts.getString("submit")))
                .append("</button>\n</form>\n</main></body></html>\n")
                .toString();
    }

    private static void hidden(StringBuilder page, String name, String value) {
        page.append("<input type=\"hidden\" name=\"")
                .append(name)
                .append("\" value=\"")
                .append(Answers.escape(value))
                .append("\">\n");
    }

    private static void field(StringBuilder page, String name, String type, String autocomplete, String label) {
        page.append("<label for=\"")
                .append(name)
                .append("\">")
                .append(Answers.escape(label))
                .append("</label>\n<input id=\"")
                .append(name)
                .append("\" name=\"")
                .append(name)
                .append("\" type=\"")
                .append(type)
                .append("\" autocomplete=\"")
                .append(autocomplete)
                .append("\" required>\n");
    }
}
