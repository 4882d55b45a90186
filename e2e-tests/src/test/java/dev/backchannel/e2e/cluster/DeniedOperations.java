package dev.backchannel.e2e.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the broker in this process has refused to whom, as its own log tells. */
final class DeniedOperations implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("kafka.authorizer.logger");
    private final Level before = logger.getLevel();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    DeniedOperations() {
        logger.setLevel(Level.INFO);
        appender.start();
        logger.addAppender(appender);
    }

    /** But for topics that a role would have created had it been allowed to. */
    List<String> lines() {
        return lines.stream()
                .filter(line -> line.contains("Denied") && !line.contains("operation = CREATE"))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
