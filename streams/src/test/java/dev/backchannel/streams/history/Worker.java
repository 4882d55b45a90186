package dev.backchannel.streams.history;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Description;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUpJudgement;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.streams.followup.FollowUpClass;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A mining worker whose answer to a task is a function of the task's id: good, bad, failed, late or none, with a
 * model's judgement of the follow-up or without.
 *
 * @param mood another one answers otherwise
 */
record Worker(int mood) {
    /** @param after milliseconds after the task was read */
    record Reply(long after, MiningResult result) {}

    Optional<Reply> reply(MiningTask task) {
        int draw = Math.floorMod(Objects.hash(task.getTaskId(), mood), 997);
        long after = 1 + draw * 3L;
        boolean describes = task.getKind() == MiningKind.DESCRIBE;
        return switch (draw % 8) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Reply(5_000 + after, describes ? described(task) : scored(task, 2, 2.0)));
            case 2 -> Optional.of(new Reply(after, failed(task)));
            default -> Optional.of(new Reply(after, describes ? described(task) : scored(task, draw % 8)));
        };
    }

    private static MiningResult scored(MiningTask task, int draw) {
        return switch (draw) {
            case 3 -> scored(task, -1, -2.5);
            case 4 -> scored(task, 0.01, 0.3);
            default -> scored(task, 1, 2.5);
        };
    }

    /** That the user likes it short: every edit says the same of its context. */
    private static MiningResult described(MiningTask task) {
        String context = task.getPrompt().getMessages().get(0).getContent();
        ProfileWish wish = new ProfileWish("The user prefers short answers.", "length", "short", true);
        return result(task)
                .setDeadline(task.getDeadline())
                .setDescription(Description.newBuilder()
                        .setUserId(task.getUserId())
                        .setContext(context)
                        .setEmbedding(List.of(1f, 0f))
                        .setBaseDigest("base")
                        .setWishes(List.of(wish))
                        .setEvidence(task.getEvidence())
                        .setAcceptedAt(task.getAcceptedAt())
                        .setConfirms(task.getEdited() == null)
                        .build())
                .build();
    }

    private static MiningResult failed(MiningTask task) {
        return result(task).setError("the policy did not answer").build();
    }

    private static MiningResult scored(MiningTask task, double margin, double z) {
        ScoredAnswer given = new ScoredAnswer(task.getAnswer(), 0.5, -2.0, null);
        Answer fresh = new Answer("a fresh answer to " + task.getTurnId(), List.of(1, 2), FinishReason.STOP);
        return result(task)
                .setGiven(given)
                .setSamples(List.of(new ScoredAnswer(fresh, 0.5 + margin, -2.0 - margin, null)))
                .setZ(z)
                .setRewardMean(0.5)
                .setRewardDeviation(1.0)
                .setRewardAuc(0.9)
                .build();
    }

    private static MiningResult.Builder result(MiningTask task) {
        int draw = Math.floorMod(task.getTaskId().hashCode(), 11);
        FollowUpJudgement judgement = new FollowUpJudgement(
                draw == 0 ? null : FollowUpClass.values()[draw % FollowUpClass.values().length].wire(),
                "",
                0.5,
                "wise-1",
                draw == 0 ? "it answered 500" : null);
        return MiningResult.newBuilder()
                .setJudgement(draw > 6 ? null : judgement)
                .setTaskId(task.getTaskId())
                .setTenant(task.getTenant())
                .setConversationId(task.getConversationId())
                .setTurnId(task.getTurnId())
                .setKind(task.getKind());
    }
}
