package dev.backchannel.learner.testing;

import dev.backchannel.learner.run.ReplayReport;
import dev.backchannel.learner.run.StepLogReplay;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Optional;

/** Learns a log again in a process of its own, as {@code learner replay} does, and says on its standard output what it found. */
final class ReplayProcess {
    private ReplayProcess() {}

    /** Arguments: topic prefix, bootstrap servers, model folder. */
    public static void main(String[] arguments) {
        Topics topics = new Topics(new TopicSettings(arguments[0], TopicSettings.DEFAULT_POLICY, 1, 1));
        try (PolicyModel model = PolicyModel.load(Path.of(arguments[2]), EngineOptions.cpu(1));
                StepLogReplay replay =
                        new StepLogReplay(Settings.byTime(model), topics, arguments[1], model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            System.out.println(
                    report.difference().map(Object::toString).orElse("equal after " + report.steps() + " steps"));
        }
    }
}
