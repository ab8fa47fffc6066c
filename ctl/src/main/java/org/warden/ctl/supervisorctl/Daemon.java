package org.warden.ctl.supervisorctl;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.warden.rpc.FaultCode;
import org.warden.rpc.client.HttpStatusException;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;
import org.warden.rpc.client.ServerUrl;

/** The daemon that is being driven: its address, the credentials, and calls whose answers have the types that stock gives them. */
final class Daemon {
    private static final int UNAUTHORIZED = 401;

    private ServerUrl url;
    private String username;
    private String password;
    private RpcConnection connection;

    Daemon(ServerUrl url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.connection = new RpcConnection(url, username, password);
    }

    /** What a method's fault, or a daemon that can't be asked, comes to. */
    static final class Trouble extends Exception {
        private static final long serialVersionUID = 1L;

        /** Kinds that commands tell apart. */
        enum Kind {
            FAULT,
            REFUSED,
            NO_SOCKET,
            UNAUTHORIZED,
            OTHER
        }

        private final Kind kind;
        private final int fault;
        private final String faultText;

        private Trouble(Kind kind, String message, int fault, String faultText, Exception cause) {
            super(message, cause);
            this.kind = kind;
            this.fault = fault;
            this.faultText = faultText;
        }

        Kind kind() {
            return kind;
        }

        boolean is(FaultCode code) {
            return kind == Kind.FAULT && fault == code.code();
        }

        /** 0 when it is no fault. */
        int fault() {
            return fault;
        }

        String faultText() {
            return faultText;
        }
    }

    ServerUrl url() {
        return url;
    }

    void goTo(ServerUrl other) {
        release();
        url = other;
        connection = new RpcConnection(url, username, password);
    }

    void logIn(String name, String word) {
        release();
        username = name;
        password = word;
        connection = new RpcConnection(url, username, password);
    }

    /** Closes the connection; the next call opens it again. */
    void release() {
        try {
            connection.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    RpcConnection.Followed follow(String path) throws IOException {
        return connection.follow(path);
    }

    Object call(String method, Object... arguments) throws Trouble {
        try {
            return connection.call(method, arguments);
        } catch (RpcFaultException fault) {
            throw new Trouble(Trouble.Kind.FAULT, fault.getMessage(), fault.code(), fault.text(), fault);
        } catch (NoSuchFileException missing) {
            throw trouble(Trouble.Kind.NO_SOCKET, url.text() + " no such file", missing);
        } catch (ConnectException refused) {
            throw trouble(Trouble.Kind.REFUSED, url.text() + " refused connection", refused);
        } catch (HttpStatusException status) {
            boolean noLogin = status.status() == UNAUTHORIZED;
            throw trouble(
                    noLogin ? Trouble.Kind.UNAUTHORIZED : Trouble.Kind.OTHER,
                    url.text() + " answers " + status.getMessage(),
                    status);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw trouble(Trouble.Kind.OTHER, url.text() + ": " + why, e);
        }
    }

    private static Trouble trouble(Trouble.Kind kind, String message, Exception cause) {
        return new Trouble(kind, message, 0, null, cause);
    }

    String text(String method, Object... arguments) throws Trouble {
        return String.valueOf(call(method, arguments));
    }

    /** The structs of an array. */
    List<Map<?, ?>> structs(String method, Object... arguments) throws Trouble {
        List<Map<?, ?>> structs = new ArrayList<>();
        if (call(method, arguments) instanceof List<?> list) {
            for (Object item : list) {
                structs.add((Map<?, ?>) item);
            }
        }
        return structs;
    }

    List<Map<?, ?>> processes() throws Trouble {
        return structs("supervisor.getAllProcessInfo");
    }

    Map<?, ?> process(String name) throws Trouble {
        return (Map<?, ?>) call("supervisor.getProcessInfo", name);
    }
}
