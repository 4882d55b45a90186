package dev.backchannel.standalone.demo.screen;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the terminal to the demo: what merely informs goes to the log file alone. */
public final class QuietConsole {
    private QuietConsole() {}

    public static void enable() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                ThresholdFilter warnings = new ThresholdFilter();
                warnings.setLevel(Level.WARN.toString());
                warnings.start();
                console.addFilter(warnings);
            }
        }
    }
}
