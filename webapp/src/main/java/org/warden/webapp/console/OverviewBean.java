package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** {@code overview}. */
@Named("overview")
@RequestScoped
public class OverviewBean {
    private final FrameBean frame;
    private Overview overview;

    /** For the proxy. */
    OverviewBean() {
        this(null);
    }

    @Inject
    OverviewBean(FrameBean frame) {
        this.frame = frame;
    }

    @PostConstruct
    void look() {
        overview = Overview.of(
                frame.view(),
                Pools.of(frame.graph().supervisor()),
                frame.graph().listeners(),
                frame.texts());
    }

    public List<Overview.Need> getNeeds() {
        return overview.needs();
    }

    public int getLeft() {
        return overview.left();
    }

    public List<Overview.Tile> getTiles() {
        return overview.tiles();
    }

    public int getPrograms() {
        return frame.view().processes().size();
    }

    public int getGroups() {
        return frame.view().groups().size();
    }

    /** Unix time in seconds at which this JVM began. */
    public long getRunningSince() {
        return ManagementFactory.getRuntimeMXBean().getStartTime() / 1000;
    }

    public long getPid() {
        return ProcessHandle.current().pid();
    }

    public int getProcessors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Of the last minute; empty where the machine does not tell. */
    public String getLoad() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "" : String.format(Locale.ROOT, "%.2f", load);
    }

    public long getHeapMegabytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
