package org.warden.doors;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.api.Logs;

/**
 * All followed logs of all doors, served by one thread that writes what is new without waiting. A client that
 * does not read has one chunk in memory, and its log is not read meanwhile.
 */
final class TailStreams {

    /** The most that is sent in one chunk, in bytes. */
    private static final int CHUNK = 64 << 10;

    private final TailTicker ticker = new TailTicker();

    /** Sends the headers and then the log for as long as the client stays. Takes over {@code follower}. */
    void start(Request request, Response response, Callback callback, Logs.Follower follower) {
        Timeouts.working(request);
        Stream stream = new Stream(request, response, callback, follower);
        if (!ticker.run(stream::begin)) {
            stream.end();
        }
    }

    /** Ends all streams. */
    void close() {
        ticker.close();
    }

    /** One client and its log. All methods run on the ticker's thread, but for the callbacks of Jetty. */
    private final class Stream implements TailTicker.Tail {
        private final Response response;
        private final Callback callback;
        private final Logs.Follower follower;
        private final EndPoint endPoint;
        private final boolean noBody;

        private boolean writing;
        private boolean ended;

        Stream(Request request, Response response, Callback callback, Logs.Follower follower) {
            this.response = response;
            this.callback = callback;
            this.follower = follower;
            this.endPoint = Timeouts.endPoint(request);
            this.noBody = !request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
                    && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        }

        void begin() {
            ticker.add(this);
            if (noBody) {
                watchForEnd();
            }
            // An empty log has headers all the same.
            write(ByteBuffer.allocate(0), false);
        }

        @Override
        public boolean pump(boolean thorough) {
            if (writing || ended) {
                return false;
            }
            try {
                if (!thorough && !follower.hasMore()) {
                    return false;
                }
                byte[] bytes = follower.next(CHUNK);
                if (bytes.length > 0) {
                    write(ByteBuffer.wrap(bytes), bytes.length >= CHUNK);
                }
                return bytes.length > 0;
            } catch (IOException | RuntimeException e) {
                end();
                return false;
            }
        }

        /** @param more whether there is probably more to come without waiting */
        private void write(ByteBuffer bytes, boolean more) {
            writing = true;
            boolean first = !response.isCommitted();
            response.write(
                    false,
                    bytes,
                    Callback.from(() -> ticker.run(() -> written(more || first)), x -> ticker.run(this::end)));
        }

        private void written(boolean more) {
            writing = false;
            if (more) {
                pump(true);
            }
        }

        @Override
        public void end() {
            if (ended) {
                return;
            }
            ended = true;
            ticker.remove(this);
            try {
                follower.close();
            } catch (IOException e) {
                // It was only read from.
            }
            endPoint.close();
            callback.failed(new EofException("no longer followed"));
        }

        /** A client of a silent log that goes away is seen only by reading from it; what it sends is of no interest. */
        private void watchForEnd() {
            endPoint.tryFillInterested(Callback.from(this::readable, x -> ticker.run(this::end)));
        }

        private void readable() {
            ByteBuffer unwanted = ByteBuffer.allocate(512);
            try {
                // Jetty's buffers are full up to their limit; this one is empty.
                unwanted.limit(0);
                int read = endPoint.fill(unwanted);
                if (read < 0) {
                    ticker.run(this::end);
                } else {
                    watchForEnd();
                }
            } catch (IOException e) {
                ticker.run(this::end);
            }
        }
    }
}
