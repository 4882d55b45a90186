package dev.backchannel.server.swap;

import dev.backchannel.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record of a topic in a file, so that a server can start without the broker. */
final class RecordFile<V> {
    private static final Logger log = LoggerFactory.getLogger(RecordFile.class);

    private final Path file;
    private final Topic<String, V> topic;

    RecordFile(Path file, Topic<String, V> topic) {
        this.file = file;
        this.topic = topic;
    }

    void remember(V value) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, topic.valueSerde().serializer().serialize(topic.name(), value));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("what is served could not be noted in {}: {}", file, e.getMessage());
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} stays, though that is not served any more: {}", file, e.getMessage());
        }
    }

    Optional<V> recall() {
        try {
            return Optional.ofNullable(
                    topic.valueSerde().deserializer().deserialize(topic.name(), Files.readAllBytes(file)));
        } catch (IOException e) {
            return Optional.empty(); // the first start, or nothing of the kind was served
        } catch (SerializationException e) {
            log.warn("{} cannot be read and is ignored: {}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
