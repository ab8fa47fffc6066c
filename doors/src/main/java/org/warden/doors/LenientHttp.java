package org.warden.doors;

import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1 as stock's own clients speak it: over a Unix socket they send {@code Host:} with nothing behind it, which Jetty
 * refuses in every compliance mode. The only place to mend that is a class of Jetty's {@code internal} package.
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

    private static final class LenientConnection extends HttpConnection {

        LenientConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new LenientRequestHandler();
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
