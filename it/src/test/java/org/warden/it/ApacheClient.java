package org.warden.it;

import java.io.IOException;
import java.net.URL;
import org.apache.xmlrpc.XmlRpcException;
import org.apache.xmlrpc.client.XmlRpcClient;
import org.apache.xmlrpc.client.XmlRpcClientConfigImpl;
import org.apache.xmlrpc.client.XmlRpcHttpTransportException;

/** Apache XML-RPC's own client, as Java programs have it. */
final class ApacheClient {
    private final XmlRpcClient client = new XmlRpcClient();

    ApacheClient(String url) throws IOException {
        this(url, null, null);
    }

    ApacheClient(String url, String user, String password) throws IOException {
        XmlRpcClientConfigImpl config = new XmlRpcClientConfigImpl();
        config.setServerURL(new URL(url));
        config.setBasicUserName(user);
        config.setBasicPassword(password);
        client.setConfig(config);
    }

    Object call(String method, Object... params) throws IOException {
        try {
            return client.execute(method, params);
        } catch (XmlRpcException e) {
            throw new IOException(method, e);
        }
    }

    /** Code and text of the fault that a call ends in, or {@code HTTP} and the status. */
    String fault(String method, Object... params) {
        try {
            return "no fault: " + client.execute(method, params);
        } catch (XmlRpcHttpTransportException e) {
            return "HTTP " + e.getStatusCode();
        } catch (XmlRpcException e) {
            return e.code + " " + e.getMessage();
        }
    }
}
