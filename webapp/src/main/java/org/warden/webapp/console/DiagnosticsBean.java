package org.warden.webapp.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.faces.webapp.FacesServlet;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.primefaces.util.Constants;
import org.warden.boot.Instance;
import org.warden.core.api.EventPoolView;
import org.warden.doors.Doors;

/** {@code diagnostics}, for admins: what this installation consists of and how it is doing. */
@Named("diagnostics")
@RequestScoped
public class DiagnosticsBean {
    private final FrameBean frame;
    private List<ThreadLine> threads;
    private List<EventPoolView> pools;

    /** A version or a setting and what it is. */
    public record Fact(String key, String value) {}

    /** For the proxy. */
    DiagnosticsBean() {
        this(null);
    }

    @Inject
    DiagnosticsBean(FrameBean frame) {
        this.frame = frame;
    }

    public boolean isAll() {
        return "all".equals(FrameBean.outside().getRequestParameterMap().get("threads"));
    }

    public List<ThreadLine> getThreads() {
        if (threads == null) {
            threads = ThreadLine.read(isAll());
        }
        return threads;
    }

    public List<Doors.Listener> getListeners() {
        return frame.graph().listeners();
    }

    public List<EventPoolView> getPools() {
        if (pools == null) {
            pools = Pools.of(frame.graph().supervisor());
        }
        return pools;
    }

    /** What the engine found on this machine: "kernel has pidfd, ..." in the words of the log. */
    public String getEngine() {
        return frame.graph().engine();
    }

    public List<Fact> getVersions() {
        ServletContext container = (ServletContext) FrameBean.outside().getContext();
        return List.of(
                new Fact("Warden", Instance.class.getPackage().getImplementationVersion()),
                new Fact("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version")),
                new Fact(
                        frame.text("diagnostics.system"),
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch")),
                new Fact(frame.text("diagnostics.container"), container.getServerInfo()),
                new Fact("Jakarta Faces", version(FacesServlet.class)),
                new Fact("CDI", version(CDI.current().getClass())),
                new Fact("PrimeFaces", version(Constants.class)));
    }

    /** The module's or jar's own word; "" where it says nothing. */
    private static String version(Class<?> of) {
        String title = of.getPackage().getImplementationTitle();
        String version = of.getPackage().getImplementationVersion();
        return ((title == null ? "" : title + " ") + (version == null ? "" : version)).strip();
    }

    public List<Fact> getMemory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        return List.of(
                new Fact(frame.text("diagnostics.heap"), megabytes(heap.getUsed()) + " / " + megabytes(heap.getMax())),
                new Fact(frame.text("diagnostics.nonheap"), megabytes(other.getUsed())),
                new Fact(
                        frame.text("diagnostics.classes"),
                        Integer.toString(
                                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount())),
                new Fact(
                        frame.text("diagnostics.threads"),
                        Integer.toString(ManagementFactory.getThreadMXBean().getThreadCount())));
    }

    private static String megabytes(long bytes) {
        return bytes < 0 ? "?" : (bytes >> 20) + " MiB";
    }

    /** Where the configuration lies that counts. */
    public String getConfiguration() {
        return frame.view().lastRead().file();
    }
}
