package dev.backchannel.standalone.bench.learning;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.pretrain.SeedEvaluation;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policy as it is served, with the sampling that the seed policy is meant for. */
public final class Respondent {
    private static final int MOST_TOKENS = 120;

    private final PolicyModel model;
    private final Generator generator;

    public Respondent(PolicyModel model) {
        this.model = model;
        this.generator = new Generator(model);
    }

    /** @param adapterOrNull null for the base */
    public List<Generated> answers(@Nullable Adapter adapterOrNull, List<Request> requests, long seed) {
        List<int[]> prompts = requests.stream()
                .map(request -> prompt(List.of(ChatMessage.user(request.text()))))
                .toList();
        return generator.generate(adapterOrNull, prompts, sampling(seed));
    }

    /** One answer to a conversation. */
    public Generated answer(@Nullable Adapter adapterOrNull, List<ChatMessage> messages, long seed) {
        return generator
                .generate(adapterOrNull, List.of(prompt(messages)), sampling(seed))
                .get(0);
    }

    private int[] prompt(List<ChatMessage> messages) {
        return model.prompts().prompt(messages);
    }

    private static SamplingParameters sampling(long seed) {
        return new SamplingParameters(SeedEvaluation.TEMPERATURE, SeedEvaluation.TOP_P, MOST_TOKENS, seed, List.of());
    }

    /** What the users of the held-out questions find in the policy's answers. */
    public ExamResult sit(@Nullable Adapter adapterOrNull, List<HeldOut> questions) {
        // One after the other they have the seeds that each question names.
        List<Generated> answers = answers(
                adapterOrNull,
                questions.stream().map(HeldOut::request).toList(),
                questions.get(0).seed());
        List<ExamResult.Graded> graded = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            HeldOut question = questions.get(i);
            Generated answer = answers.get(i);
            Judgement judgement = Judgement.of(
                    answer.text(),
                    answer.finishReason().wire(),
                    question.request(),
                    question.user().wishes());
            graded.add(new ExamResult.Graded(question, answer.text(), judgement));
        }
        return new ExamResult(graded);
    }
}
