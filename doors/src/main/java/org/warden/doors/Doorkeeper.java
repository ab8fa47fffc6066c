package org.warden.doors;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.warden.access.Access;
import org.warden.access.BasicCredentials;
import org.warden.access.Forwarded;
import org.warden.access.Verdict;
import org.warden.access.Visitor;
import org.warden.core.config.DoorCredentials;
import org.warden.core.model.Role;

/** Finds out who comes through a door: whoever has its password, a console user, or anybody where it has none. */
final class Doorkeeper {

    private final Access access;

    Doorkeeper(Access access) {
        this.access = access;
    }

    /** Never completes exceptionally; at once unless a console user's hash has to be checked. */
    CompletionStage<Verdict> look(Door door, Request request, String address) {
        Optional<DoorCredentials> expected = door.credentials();
        if (expected.isEmpty()) {
            return here(new Verdict.Welcome(new Visitor(Visitor.ANYBODY, Role.ADMIN, Visitor.Way.DOOR, address)));
        }
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (Credentials.accepts(expected.get(), header)) {
            return here(
                    new Verdict.Welcome(new Visitor(expected.get().username(), Role.ADMIN, Visitor.Way.DOOR, address)));
        }
        Optional<BasicCredentials> given = BasicCredentials.parse(header);
        if (given.isEmpty() || !access.hasUsers()) {
            return here(new Verdict.Refused());
        }
        return access.check(new Access.Attempt(given.get(), Visitor.Way.BASIC, address));
    }

    /** Whether there are console users, who may come in where there is a password too. */
    boolean hasUsers() {
        return access.hasUsers();
    }

    private static CompletionStage<Verdict> here(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }

    /** How the client called us and who it is, by what proxies say who are trusted. */
    Forwarded forwarded(Request request) {
        HttpFields headers = request.getHeaders();
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        String address = peer instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : Visitor.UNIX;
        return Forwarded.of(
                new Forwarded(address, request.isSecure() ? "https" : "http", headers.get(HttpHeader.HOST), ""),
                headers::getValuesList,
                access.config().trustedProxies());
    }
}
