package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.warden.core.config.ConfigException;
import org.warden.core.model.Release;
import org.warden.core.port.Protocol;
import org.warden.rpc.FaultCode;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;

/** {@code warden version}: which versions this is made of, and which the running daemon is made of. */
final class VersionCommand {
    static final String NAME = "version";
    static final Set<String> FLAGS = Set.of("--json", Arguments.SERVERURL);

    private final PrintStream out;

    VersionCommand(PrintStream out) {
        this.out = out;
    }

    /** @param daemon whom to ask; closed afterwards */
    void run(RpcConnection daemon, boolean json) {
        print(ofDaemon(daemon), json);
    }

    /** @param why nobody can be asked */
    void run(ConfigException why, boolean json) {
        print(Map.of("problem", why.getMessage()), json);
    }

    private void print(Map<String, Object> running, boolean json) {
        Map<String, Object> versions = ofThis();
        versions.put("running", running);
        if (json) {
            Json.plain(versions, out);
        } else {
            print(versions);
        }
    }

    private static Map<String, Object> ofThis() {
        Release release = Release.ofThis();
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("warden", release.version());
        release.build().ifPresent(build -> versions.put("build", build));
        versions.put("supervisor", Release.OF_SUPERVISOR);
        versions.put("java", Runtime.version().toString());
        versions.put("java_home", System.getProperty("java.home"));
        versions.put("protocol", Protocol.VERSION);
        return versions;
    }

    private static Map<String, Object> ofDaemon(RpcConnection daemon) {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("url", daemon.server().text());
        try (daemon) {
            versions.put("supervisor", String.valueOf(daemon.call("supervisor.getSupervisorVersion")));
            ((Map<?, ?>) daemon.call("warden.getVersions")).forEach((name, value) -> versions.put("" + name, value));
        } catch (RpcFaultException fault) {
            if (fault.code() != FaultCode.UNKNOWN_METHOD.code()) {
                versions.put("problem", fault.text());
            }
        } catch (IOException unreachable) {
            versions.put("problem", RunningDaemon.trouble(daemon, unreachable));
        }
        return versions;
    }

    private void print(Map<String, Object> versions) {
        out.println("warden      " + release(versions));
        out.println("supervisor  " + versions.get("supervisor") + ", the level of compatibility");
        out.println("java        " + versions.get("java") + " at " + versions.get("java_home"));
        out.println("protocol    " + versions.get("protocol") + ", of engine and keeper");
        Map<?, ?> running = (Map<?, ?>) versions.get("running");
        if (running.containsKey("problem")) {
            out.println("running     not known: " + running.get("problem"));
        } else if (!running.containsKey("warden")) {
            out.println("running     supervisor " + running.get("supervisor") + " at " + running.get("url")
                    + ", no Warden or an older one");
        } else {
            out.println("running     " + release(running) + " at " + running.get("url"));
            out.println("            supervisor " + running.get("supervisor") + ", java " + running.get("java")
                    + ", protocol " + running.get("protocol"));
            out.println("            " + running.get("engine"));
        }
    }

    private static String release(Map<?, ?> versions) {
        return versions.get("warden") + (versions.containsKey("build") ? ", build " + versions.get("build") : "");
    }
}
