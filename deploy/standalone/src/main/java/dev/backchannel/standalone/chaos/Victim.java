package dev.backchannel.standalone.chaos;

import dev.backchannel.kafka.cluster.BrokerProcess;
import dev.backchannel.kafka.cluster.KafkaCluster;

/** A process that may be stopped in every way. */
interface Victim {
    /** What it is, such as {@code learner} or {@code broker}: a row of the table. */
    String kind();

    String name();

    /** Before its next fault. */
    void prepare();

    void kill();

    void stop();

    void start();

    void pause();

    void resume();

    static Victim of(RoleProcess role) {
        return new Victim() {
            @Override
            public String kind() {
                return role.kind().label();
            }

            @Override
            public String name() {
                return role.name();
            }

            @Override
            public void prepare() {
                if (!role.isAlive()) { // it gave up by itself, which is a fault of ours
                    throw new IllegalStateException(role.name() + " ended by itself, and printed:\n" + role.output());
                }
            }

            @Override
            public void kill() {
                role.kill();
            }

            @Override
            public void stop() {
                role.stop();
            }

            @Override
            public void start() {
                role.start();
            }

            @Override
            public void pause() {
                role.pause();
            }

            @Override
            public void resume() {
                role.resume();
            }
        };
    }

    /** One broker at a time: with two of three gone nothing can be acknowledged. */
    static Victim of(KafkaCluster cluster, BrokerProcess broker) {
        return new Victim() {
            @Override
            public String kind() {
                return "broker";
            }

            @Override
            public String name() {
                return "broker-" + broker.node();
            }

            @Override
            public void prepare() {
                cluster.awaitWhole();
            }

            @Override
            public void kill() {
                broker.kill();
            }

            @Override
            public void stop() {
                broker.stop();
            }

            @Override
            public void start() {
                cluster.restart(broker);
            }

            @Override
            public void pause() {
                broker.pause();
            }

            @Override
            public void resume() {
                broker.resume();
            }
        };
    }
}
