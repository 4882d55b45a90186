package dev.backchannel.streams.erasure;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.streams.operation.AnsweredOnce;
import dev.backchannel.streams.operation.CommandFollower;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.time.Clock;

/** Answers ERASE commands; the topology has written the desired state by itself. */
public final class Eraser implements AutoCloseable {
    private final CommandFollower follower;

    private Eraser(CommandFollower follower) {
        this.follower = follower;
    }

    /** On a thread of its own. */
    public static Eraser start(Topics topics, String bootstrapServers, Clock clock) {
        String group = topics.settings().prefix() + "backchannel-erase";
        AnsweredOnce once = new AnsweredOnce(topics, bootstrapServers, group);
        ErasureRun run = new ErasureRun(topics, bootstrapServers, clock);
        return new Eraser(CommandFollower.start(
                topics, bootstrapServers, group, OperatorAction.ERASE, (command, read, membership) -> {
                    if (Targets.userOf(command.getTarget()).isPresent()) {
                        once.answer(command, read, membership, (erase, producer) -> run.outcome(erase));
                    } // else the topology has rejected it
                }));
    }

    @Override
    public void close() {
        follower.close();
    }
}
