package org.warden.doors;

import java.util.Arrays;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.warden.rpc.BodyBudget;

/** Reads a request's body without holding a thread. One instance per request. */
final class Body {

    /** The most that is read and thrown away of a refused body, in bytes. */
    private static final long MOST_DRAINED = 128L << 20;

    private Body() {}

    /** Reads and forgets the body, or the first part of a very long one, then runs {@code then}, whatever came. */
    static void drain(Request request, Runnable then) {
        new Drain(request, then).run();
    }

    private static final class Drain implements Runnable {
        private final Request request;
        private final Runnable then;
        private long drained;

        Drain(Request request, Runnable then) {
            this.request = request;
            this.then = then;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                boolean end = Content.Chunk.isFailure(chunk) || chunk.isLast();
                drained += chunk.remaining();
                chunk.release();
                if (end || drained > MOST_DRAINED) {
                    then.run();
                    return;
                }
            }
        }
    }

    /** What became of reading a whole body. */
    interface Outcome {
        /** @param body the whole of it, taken from the budget */
        void read(byte[] body);

        /** @param status what to answer; nothing of the body is held any more */
        void refused(int status);
    }

    /** Collects the body within the limits of {@code budget}. */
    static final class Collect implements Runnable {
        private final Request request;
        private final BodyBudget budget;
        private final Outcome outcome;
        /** Content-Length, or -1 for a chunked body. */
        private final long promised;

        private byte[] bytes = new byte[0];
        private int size;

        Collect(Request request, BodyBudget budget, long promised, Outcome outcome) {
            this.request = request;
            this.budget = budget;
            this.promised = promised;
            this.outcome = outcome;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    refuse(Pages.statusOf(chunk.getFailure()));
                    return;
                }
                int status = add(chunk);
                boolean last = chunk.isLast();
                chunk.release();
                if (status != 0) {
                    refuse(status);
                    return;
                }
                if (last) {
                    outcome.read(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
                    return;
                }
            }
        }

        /** 0, or the status to refuse with. */
        private int add(Content.Chunk chunk) {
            int more = chunk.remaining();
            if (size + (long) more > BodyBudget.MOST_EACH) {
                return HttpStatus.PAYLOAD_TOO_LARGE_413;
            }
            if (!budget.take(size, more)) {
                return HttpStatus.SERVICE_UNAVAILABLE_503;
            }
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, capacity(size + more));
            }
            chunk.getByteBuffer().get(bytes, size, more);
            size += more;
            return 0;
        }

        /** Memory follows what has come, not what was promised. */
        private int capacity(int needed) {
            long doubled = Math.max(needed, 2L * bytes.length);
            long most = promised >= 0 ? Math.max(promised, needed) : BodyBudget.MOST_EACH;
            return (int) Math.min(doubled, most);
        }

        private void refuse(int status) {
            budget.giveBack(size);
            bytes = new byte[0];
            outcome.refused(status);
        }
    }

    /** Calls one of two consumers. */
    static Outcome outcome(Consumer<byte[]> read, Consumer<Integer> refused) {
        return new Outcome() {
            @Override
            public void read(byte[] body) {
                read.accept(body);
            }

            @Override
            public void refused(int status) {
                refused.accept(status);
            }
        };
    }
}
