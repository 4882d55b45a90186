package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.lineage.LineagePage;
import dev.backchannel.standalone.lineage.LineageQuestion;
import dev.backchannel.standalone.lineage.LineageQuestion.Kind;
import dev.backchannel.standalone.lineage.LineageSource;
import dev.backchannel.standalone.lineage.NotOnTheLogException;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.TopicSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lineage}: from weights to the people who taught them, and back. */
@Command(
        name = "lineage",
        description = "Tell what taught a checkpoint or an answer, or what became of an event. Reads topics only.")
public final class LineageCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "checkpoint|event|answer",
            description = "checkpoint: what it was made of. event: what became of it, and how many answers it reached."
                    + " answer: what had taught the policy that gave it.")
    Kind kind;

    @Parameters(
            index = "1",
            paramLabel = "ID",
            description = "checkpoint_id (or its beginning), event_id, or the turn_id of an answer.")
    String id;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    SourceOptions where = new SourceOptions();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description =
                    "Tell only what this tenant's users said, and only of its events and answers (default: everybody's).")
    @Nullable
    String tenant;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() {
        Settings settings = config.load(Map.of());
        TopicSettings topics = StandaloneOptions.topics(settings);
        LineageSource source = where.choose(
                servers -> LineageSource.topics(servers, topics),
                url -> LineageSource.server(Caller.of(settings), url));
        try {
            JsonNode answer = source.answer(new LineageQuestion(kind, id, Optional.ofNullable(tenant)));
            if (json) {
                System.out.println(answer);
            } else {
                new LineagePage(System.out).print(answer);
            }
            return 0;
        } catch (NotOnTheLogException e) {
            throw UserError.failure(Cause.message(e), e);
        }
    }
}
