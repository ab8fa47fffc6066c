package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, deployed in a Tomcat that knows no users. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class WarIT {
    private static final String GET_STATE =
            "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName></methodCall>";

    @ArquillianResource
    private URL context;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "warden.war")
                .importFrom(new File(System.getProperty("warden.war")))
                .as(WebArchive.class);
    }

    @Test
    void theRootExplainsWhyNothingElseIsServed() throws IOException {
        HttpResponse<String> page = send(request("").GET());
        assertTrue(page.headers().firstValue("Content-Type").orElse("").startsWith("text/html"), page.toString());
        assertTrue(page.body().contains("<h1>Warden</h1>"), page.body());
        assertTrue(page.body().contains("console_user"), page.body());
    }

    @Test
    void rpcIsForbiddenToStrangers() throws IOException {
        HttpResponse<String> refused =
                send(request("RPC2").header("Content-Type", "text/xml").POST(body()));
        assertEquals(403, refused.statusCode());
        assertFalse(refused.body().contains("statename"), refused.body());
    }

    @Test
    void logsAreForbiddenToStrangers() throws IOException {
        assertEquals(403, send(request("logtail/anything").GET()).statusCode());
        assertEquals(403, send(request("mainlogtail").GET()).statusCode());
        assertEquals(403, send(request("no/such/page").GET()).statusCode());
    }

    @Test
    void noDetourAroundThePathLeadsIn() throws IOException {
        for (String path : new String[] {"RPC2/", "RPC2;a=b", "%52PC2", "./RPC2", "x/../RPC2"}) {
            int status = send(request(path).POST(body())).statusCode();
            assertTrue(status == 403 || status == 400, path + " was answered " + status);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(context + path)).timeout(Await.PATIENCE);
    }

    private static HttpRequest.BodyPublisher body() {
        return HttpRequest.BodyPublishers.ofString(GET_STATE);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
