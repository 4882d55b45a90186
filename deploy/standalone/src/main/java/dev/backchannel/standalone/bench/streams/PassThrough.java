package dev.backchannel.standalone.bench.streams;

import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.Topic;
import org.apache.kafka.streams.Topology;

/** What Kafka Streams itself can do with the same input: every record is read, decoded, encoded and written, exactly once. */
final class PassThrough {
    private PassThrough() {}

    static String output(Topic<String, Interaction> input) {
        return input.name() + "-passed";
    }

    static Topology topology(Topic<String, Interaction> input) {
        Topology topology = new Topology();
        topology.addSource(
                "in", input.keySerde().deserializer(), input.valueSerde().deserializer(), input.name());
        topology.addSink(
                "out",
                output(input),
                input.keySerde().serializer(),
                input.valueSerde().serializer(),
                "in");
        return topology;
    }
}
