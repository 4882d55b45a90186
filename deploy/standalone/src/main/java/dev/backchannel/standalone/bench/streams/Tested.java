package dev.backchannel.standalone.bench.streams;

import dev.backchannel.streams.BackchannelTopology;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Topics;
import org.apache.kafka.streams.Topology;

/**
 * The real topology, as it is measured.
 *
 * @param durable whether its state outlives it, as it does everywhere else
 */
record Tested(StreamsConfig config, boolean durable) {
    Topology topology(Topics topics, EndOffsets ends, StreamsMetrics metrics) {
        return durable
                ? BackchannelTopology.build(config, topics, ends, metrics)
                : BackchannelTopology.build(config, topics, ends, metrics, StateStores.volatileOnHeap());
    }
}
