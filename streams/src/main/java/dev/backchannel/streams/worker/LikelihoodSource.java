package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** A server that tells how likely texts are as the user's next message. */
interface LikelihoodSource extends AutoCloseable {
    /**
     * @param meanLogProbs per token, of each text, nats
     * @param judge which weights said so; see {@link #judge}
     */
    record Likelihoods(double[] meanLogProbs, String judge) {}

    Future<Likelihoods> score(String model, List<Message> messages, List<String> continuations, Instant deadline);

    /** Which weights the model is at the moment, as far as is known: what they said of an answer stays true of them. */
    Future<String> judge(String model, Instant deadline);

    @Override
    void close();
}
