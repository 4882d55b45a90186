package dev.backchannel.learner.testing;

import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.run.LearnerLoop;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A learner in a process of its own, which a test may kill. */
public final class LearnerProcess {
    private static final String LEADING = "leading";

    private LearnerProcess() {}

    /** Starts one; it says so on its standard output once it leads. */
    public static Process start(Topics topics, String servers, Path modelFolder, Path store, Path log)
            throws IOException {
        return start(topics, servers, modelFolder, store, log, false);
    }

    /** @param byTime steps are cut by time, too */
    public static Process start(Topics topics, String servers, Path modelFolder, Path store, Path log, boolean byTime)
            throws IOException {
        return launch(
                log,
                LearnerProcess.class,
                topics.settings().prefix(),
                servers,
                modelFolder.toString(),
                store.toString(),
                Boolean.toString(byTime));
    }

    /** What a replay of the log says that was learned with steps cut by time, in a process that knows nothing else. */
    public static String replay(Topics topics, String servers, Path modelFolder, Path log)
            throws IOException, InterruptedException {
        Process process = launch(log, ReplayProcess.class, topics.settings().prefix(), servers, modelFolder.toString());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    private static Process launch(Path log, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                .start();
    }

    /** Waits until it leads; false if it ended before. */
    public static boolean awaitLeading(Process process) throws IOException {
        var output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(LEADING)) {
                return true;
            }
        }
        return false;
    }

    /** Arguments: topic prefix, bootstrap servers, model folder, store, whether steps are cut by time. */
    public static void main(String[] arguments) throws InterruptedException {
        Topics topics = new Topics(new TopicSettings(arguments[0], TopicSettings.DEFAULT_POLICY, 1, 1));
        PolicyModel model = PolicyModel.load(Path.of(arguments[2]), EngineOptions.cpu(1));
        var config = Boolean.parseBoolean(arguments[4]) ? Settings.byTime(model) : Settings.byCount(model);
        LearnerRole learner = LearnerRole.start(
                config.withMembership(config.membership().as("the-one")),
                topics,
                arguments[1],
                model,
                new FolderStore(Path.of(arguments[3])),
                new SimpleMeterRegistry());
        while (learner.state() != LearnerLoop.State.LEADING) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        System.out.println(LEADING);
        Thread.currentThread().join();
    }
}
