package dev.backchannel.e2e.system;

import dev.backchannel.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A Kafka broker in a JVM of its own, at one address over all its lives. */
public final class BrokerProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("Kafka is up at (\\S+)");

    private final Path log;
    private final int port;
    private GreetedProcess process;

    public BrokerProcess(Path log, int port) {
        this.log = log;
        this.port = port;
    }

    /** What runs in it: the folder of its log, and its port. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println("Kafka is up at " + kafka.bootstrapServers());
        Thread.currentThread().join();
    }

    /** Returns at once. */
    public void start() {
        ProcessBuilder command =
                Cli.java(BrokerProcess.class.getName(), List.of(log.toString(), Integer.toString(port)));
        process = GreetedProcess.start("the broker", command, GREETING);
    }

    /** Returns once it takes connections. */
    public void awaitReady() {
        process.greeting();
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.kill();
        }
    }
}
