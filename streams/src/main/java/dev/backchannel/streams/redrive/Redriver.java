package dev.backchannel.streams.redrive;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.streams.operation.AnsweredOnce;
import dev.backchannel.streams.operation.CommandFollower;
import dev.backchannel.topics.Topics;
import java.time.Clock;

/** Carries REDRIVE commands out. */
public final class Redriver implements AutoCloseable {
    private final CommandFollower follower;

    private Redriver(CommandFollower follower) {
        this.follower = follower;
    }

    /** On a thread of its own. */
    public static Redriver start(Topics topics, String bootstrapServers, Clock clock) {
        String group = topics.settings().prefix() + "backchannel-redrive";
        AnsweredOnce once = new AnsweredOnce(topics, bootstrapServers, group);
        RedriveRun run = new RedriveRun(topics, bootstrapServers, clock);
        return new Redriver(CommandFollower.start(
                topics,
                bootstrapServers,
                group,
                OperatorAction.REDRIVE,
                (command, read, membership) -> once.answer(command, read, membership, run::outcome)));
    }

    @Override
    public void close() {
        follower.close();
    }
}
