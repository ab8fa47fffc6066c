package org.warden.doors;

import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.SerializedExecutor;
import org.warden.core.config.LogLevel;
import org.warden.rpc.BodyBudget;
import org.warden.rpc.Caller;
import org.warden.rpc.RpcEndpoint;
import org.warden.rpc.RpcResponse;

/** {@code /RPC2}: takes bodies within the limits and hands them to the endpoint. */
final class RpcDoor {

    /** Bodies above this are parsed one after the other: a parsed one takes several times its size. */
    private static final int LARGE = 256 << 10;

    private final RpcEndpoint endpoint;
    private final BodyBudget budget;
    private final Executor executor;
    private final Executor large;
    private final DoorLog log;
    private final UnderWay underWay;

    RpcDoor(RpcEndpoint endpoint, Executor executor, BodyBudget budget, UnderWay underWay, DoorLog log) {
        this.endpoint = endpoint;
        this.executor = executor;
        this.budget = budget;
        this.underWay = underWay;
        this.large = new SerializedExecutor();
        this.log = log;
    }

    void handle(Request request, Response response, Callback callback, Caller caller) {
        if (!"POST".equals(request.getMethod())) {
            refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return;
        }
        long length = request.getLength();
        boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (length < 0 && !chunked || !request.getHeaders().contains(HttpHeader.CONTENT_LENGTH) && !chunked) {
            Pages.refuse(request, response, callback, HttpStatus.LENGTH_REQUIRED_411);
            return;
        }
        if (length > BodyBudget.MOST_EACH) {
            refuse(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
            return;
        }
        Body.Outcome outcome = Body.outcome(
                body -> call(request, response, callback, caller, body),
                status -> refuse(request, response, callback, status));
        new Body.Collect(request, budget, length, outcome).run();
    }

    private void refuse(Request request, Response response, Callback callback, int status) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        Pages.refuse(request, response, callback, status);
    }

    private void call(Request request, Response response, Callback callback, Caller caller, byte[] body) {
        Timeouts.working(request);
        underWay.begin();
        Callback answered = Callback.from(callback, () -> {
            budget.giveBack(body.length);
            underWay.end();
        });
        if (body.length > LARGE) {
            large.execute(() -> carryOut(request, response, answered, caller, body));
        } else {
            carryOut(request, response, answered, caller, body);
        }
    }

    private void carryOut(Request request, Response response, Callback callback, Caller caller, byte[] body) {
        endpoint.handle(body, caller, executor).whenComplete((answer, error) -> {
            if (error != null) {
                log.log(LogLevel.CRITICAL, "an XML-RPC call was lost: " + error);
                Pages.refuse(request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
            } else {
                answer(request, response, callback, answer);
            }
        });
    }

    private void answer(Request request, Response response, Callback callback, RpcResponse answer) {
        if (answer.complaint() != null) {
            boolean ours = answer.httpStatus() >= 500;
            log.log(ours ? LogLevel.CRITICAL : LogLevel.ERROR, answer.complaint());
        }
        if (answer.httpStatus() == HttpStatus.OK_200) {
            Pages.send(request, response, callback, HttpStatus.OK_200, "text/xml", answer.xml());
        } else {
            Pages.error(request, response, callback, answer.httpStatus());
        }
    }
}
