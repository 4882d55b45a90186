package dev.backchannel.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.server.ServerSocketFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * All listeners of a server, open before it is there to take them. Kafka opens a broker's when everything else is done: until
 * then anybody may take a port that was free. And where it finds that of its controller taken, it ends the whole process.
 */
final class OpenListeners implements ServerSocketFactory, AutoCloseable {
    private final Map<Integer, ServerSocketChannel> open = new ConcurrentHashMap<>();

    /** @throws org.apache.kafka.common.KafkaException caused by a {@link java.net.BindException} where a port is taken */
    OpenListeners(KafkaConfig config) throws IOException {
        try {
            for (Endpoint endpoint : CollectionConverters.asJava(config.listeners())) {
                open.put(
                        endpoint.port(),
                        ServerSocketFactory.INSTANCE.openServerSocket(
                                endpoint.listener(),
                                new InetSocketAddress(endpoint.host(), endpoint.port()),
                                config.socketListenBacklogSize(),
                                config.socketReceiveBufferBytes()));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int listenBacklogSize, int recvBufferSize)
            throws IOException {
        ServerSocketChannel channel = open.remove(address.getPort());
        return channel == null
                ? ServerSocketFactory.INSTANCE.openServerSocket(
                        listenerName, address, listenBacklogSize, recvBufferSize)
                : channel;
    }

    /** Those that nobody took. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
