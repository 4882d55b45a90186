package dev.backchannel.standalone.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.standalone.source.ServerAnswer;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.net.URI;
import java.time.Duration;

/** Where a question of lineage is answered: by a server, or from the topics themselves. Answers are JSON objects. */
@FunctionalInterface
public interface LineageSource {
    ObjectMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    /**
     * @throws NotOnTheLogException when nothing of that name is known
     * @throws UserError when the source cannot be read
     */
    JsonNode answer(LineageQuestion question);

    static LineageSource topics(String bootstrapServers, TopicSettings settings) {
        Topics topics = new Topics(settings);
        return question -> {
            try (LogReader reader = new LogReader(bootstrapServers, Duration.ofSeconds(30))) {
                return JSON.valueToTree(
                        switch (question.kind()) {
                            case CHECKPOINT -> CheckpointLineage.read(reader, topics, question);
                            case EVENT -> new EventTracer(topics, question).trace(reader);
                            case ANSWER -> AnswerLineage.read(reader, topics, question);
                        });
            } catch (NotOnTheLogException e) {
                throw e;
            } catch (RuntimeException e) {
                throw UserError.failure(
                        "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                                + "; is Kafka up, and are --topic-prefix and the address right?",
                        e);
            }
        };
    }

    static LineageSource server(Caller caller, URI url) {
        return question -> {
            ServerAnswer answer = ServerAnswer.get(caller, url.resolve(question.path()), Duration.ofMinutes(2));
            try {
                if (answer.status() == 404) {
                    JsonNode message =
                            JSON.readTree(answer.body()).path("error").path("message");
                    throw new NotOnTheLogException(message.asText(answer.uri() + " is not served there"));
                }
                return JSON.readTree(answer.okBody());
            } catch (JsonProcessingException e) {
                throw UserError.failure(answer.uri() + " did not answer in JSON; is Backchannel serving there?", e);
            }
        };
    }
}
