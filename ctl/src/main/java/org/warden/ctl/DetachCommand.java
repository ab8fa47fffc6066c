package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;
import org.warden.rpc.client.ServerUrl;

/**
 * {@code warden detach}: ends a running supervisord and leaves its programs with the keeper. The daemon is found as supervisorctl
 * finds it. Returns when the daemon has ended, so that the next one may be started at once.
 */
final class DetachCommand {
    static final String NAME = "detach";

    private static final int FAILED = 1;
    private static final int PATIENCE_SECONDS = 60;
    private static final long STEP_MILLIS = 50;

    private final RpcConnection daemon;
    private final PrintStream out;
    private final PrintStream err;

    DetachCommand(RpcConnection daemon, PrintStream out, PrintStream err) {
        this.daemon = daemon;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status: 0 when the daemon has ended, 1 when it can't or does not */
    int run() {
        ServerUrl url = daemon.server();
        try (daemon) {
            Object pid = daemon.call("supervisor.getPID");
            daemon.call("warden.detach");
            if (pid instanceof Integer number && url.isUnix() && !hasEnded(number)) {
                err.println("Error: supervisord (pid " + number + ") is still there after " + PATIENCE_SECONDS + " s");
                return FAILED;
            }
            out.println("Detached");
            return 0;
        } catch (RpcFaultException fault) {
            err.println("Error: " + url.text() + " can't detach: " + fault.text());
        } catch (IOException unreachable) {
            err.println("Error: " + RunningDaemon.trouble(daemon, unreachable));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    /** A daemon behind a Unix socket is on this machine. */
    private static boolean hasEnded(int pid) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (ProcessHandle.of(pid).isPresent()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(STEP_MILLIS);
        }
        return true;
    }
}
