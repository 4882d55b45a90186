package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the record of the checkpoint that was served last, so that a server can start without the broker. */
final class LastVerified {
    private static final Logger log = LoggerFactory.getLogger(LastVerified.class);

    private final Path file;
    private final Topic<String, Checkpoint> topic;

    LastVerified(Path file, Topic<String, Checkpoint> topic) {
        this.file = file;
        this.topic = topic;
    }

    void remember(Checkpoint checkpoint) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, topic.valueSerde().serializer().serialize(topic.name(), checkpoint));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("the served checkpoint could not be noted in {}: {}", file, e.getMessage());
        }
    }

    Optional<Checkpoint> recall() {
        try {
            return Optional.ofNullable(
                    topic.valueSerde().deserializer().deserialize(topic.name(), Files.readAllBytes(file)));
        } catch (IOException e) {
            return Optional.empty(); // the first start
        } catch (SerializationException e) {
            log.warn("{} cannot be read and is ignored: {}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
