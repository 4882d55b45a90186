package dev.backchannel.streams.worker;

import dev.backchannel.avro.Description;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.policy.profile.EditLesson;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.streams.profile.Wishes;
import dev.backchannel.streams.worker.PolicyClient.Embedding;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * Says what an edit, or an answer that was taken as it is, tells of its user's wishes in its context (PRELUDE/CIPHER, arXiv
 * 2404.15269): the context's embedding by the policy server, the wishes by a {@link WishSource}.
 */
final class Describer {
    private static final int LONGEST_CONTEXT = 500;

    private final PolicyClient client;
    private final WishSource source;

    Describer(PolicyClient client, WishSource source) {
        this.client = client;
        this.source = source;
    }

    Future<Description> describe(MiningTask task) {
        String context = ContextEmbedder.contextOf(task.getPrompt().getMessages().stream()
                .map(m -> new ChatMessage(m.getRole(), m.getContent()))
                .toList());
        String user = task.getUserId();
        Instant acceptedAt = task.getAcceptedAt();
        if (user == null || acceptedAt == null || context.isBlank()) {
            return Future.failedFuture("a description needs a user, a time and a user message");
        }
        Description.Builder description = Description.newBuilder()
                .setUserId(user)
                .setContext(context.substring(0, Math.min(LONGEST_CONTEXT, context.length())))
                .setEvidence(task.getEvidence())
                .setAcceptedAt(acceptedAt)
                .setConfirms(task.getEdited() == null);
        Instant deadline = task.getDeadline();
        return wishes(task, context, deadline)
                .compose(said -> said.wishes().isEmpty()
                        ? Future.succeededFuture(said(description, said, new Embedding(List.of(), null)))
                        : client.embed(context, deadline).map(embedding -> said(description, said, embedding)));
    }

    /** An edit's own wishes and what it left in place; without an edit, what had shaped the answer. */
    private Future<WishSource.Inferred> wishes(MiningTask task, String context, Instant deadline) {
        List<Wish> shapedBy = Wishes.parsed(task.getShapedBy());
        String edited = task.getEdited();
        if (edited == null) {
            return Future.succeededFuture(new WishSource.Inferred(shapedBy, "confirmed"));
        }
        String original = task.getAnswer().getText();
        return source.infer(context, original, edited, deadline).map(said -> {
            EditLesson lesson = new EditLesson((c, before, after) -> said.wishes());
            return new WishSource.Inferred(lesson.wishes(context, original, edited, shapedBy), said.by());
        });
    }

    private static Description said(Description.Builder description, WishSource.Inferred said, Embedding embedding) {
        return description
                .setEmbedding(embedding.values())
                .setBaseDigest(embedding.baseDigest())
                .setWishes(Wishes.records(said.wishes()))
                .setInferredBy(said.by())
                .build();
    }
}
