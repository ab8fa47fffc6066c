package org.warden.doors;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1 as stock's own clients speak it: over a Unix socket they send {@code Host:} with nothing behind it, which Jetty
 * refuses in every compliance mode, and long credentials in lines of 76 characters. The only place to mend that is a class of Jetty's {@code internal} package.
 */
final class LenientHttp extends HttpConnectionFactory {

    LenientHttp(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        LenientConnection connection = new LenientConnection(getHttpConfiguration(), connector, endPoint);
        return configure(connection, connector, endPoint);
    }

    /** A path that nothing is at. */
    private static final String NOWHERE = "/-";

    private static final class LenientConnection extends HttpConnection {

        /** Made and used while the superclass is constructed, so it must not be initialised here. */
        private LenientRequestHandler handler;

        LenientConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
            return super.newHttpStream(method, leavesRoot(uri) ? NOWHERE : uri, version);
        }

        /** Jetty answers 400 to a path that climbs out of the root; to stock it is one of many that are not there. */
        private static boolean leavesRoot(String uri) {
            if (!uri.startsWith("/") || !uri.contains("..") && uri.indexOf('%') < 0) {
                return false;
            }
            try {
                return HttpURI.from(uri).getCanonicalPath() == null;
            } catch (IllegalArgumentException e) {
                return true;
            }
        }

        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            HttpConfiguration configuration = getHttpConfiguration();
            FoldedCredentials credentials = new FoldedCredentials();
            HttpParser parser = new HttpParser(handler, configuration.getRequestHeaderSize(), compliance) {
                @Override
                public boolean parseNext(ByteBuffer received) {
                    if (isStart() || inHeaderState()) {
                        credentials.unfold(received, isStart());
                    }
                    return super.parseNext(received);
                }
            };
            parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
            parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
            return parser;
        }

        @Override
        protected RequestHandler newRequestHandler() {
            handler = new LenientRequestHandler();
            return handler;
        }

        private final class LenientRequestHandler extends RequestHandler {

            @Override
            public void messageBegin() {
                Timeouts.readingRequest(getEndPoint());
                super.messageBegin();
            }

            @Override
            public void parsedHeader(HttpField field) {
                boolean blankHost = field.getHeader() == HttpHeader.HOST
                        && (field.getValue() == null || field.getValue().isBlank());
                super.parsedHeader(blankHost ? new HostPortHttpField("localhost") : field);
            }
        }
    }
}
