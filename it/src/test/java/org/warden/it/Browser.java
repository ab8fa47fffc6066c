package org.warden.it;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a browser as pages and forms need: it wants HTML, keeps cookies, and may know a password. Follows no redirect. */
final class Browser {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([A-Za-z0-9_-]+)\"");

    private final URI root;
    private final String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    private Browser(int port, String authorization) {
        this.root = URI.create("http://127.0.0.1:" + port + "/");
        this.authorization = authorization;
    }

    static Browser of(int port) {
        return new Browser(port, null);
    }

    static Browser as(String user, String password, int port) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Browser(port, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    HttpResponse<String> get(String page) throws IOException {
        return send(request(page).GET());
    }

    /** Sends a form with the fields, each a name and its value, and none of the page's own. */
    HttpResponse<String> post(String page, String... fields) throws IOException {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(request(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    /** The token in the forms of a page. */
    String token(String page) throws IOException {
        String body = get(page).body();
        Matcher token = TOKEN.matcher(body);
        if (!token.find()) {
            throw new IOException("no token in " + page + ": " + body);
        }
        return token.group(1);
    }

    HttpRequest.Builder request(String page) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(page))
                .timeout(Await.PATIENCE)
                .header("Accept", "text/html,application/xhtml+xml");
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
