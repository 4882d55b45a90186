package dev.backchannel.standalone.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Processor time that this process has taken: what is left of a measurement when other processes take cores away. */
public final class ProcessorTime {
    private ProcessorTime() {}

    /** @return seconds since the process began, of all threads together */
    public static double seconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }
}
