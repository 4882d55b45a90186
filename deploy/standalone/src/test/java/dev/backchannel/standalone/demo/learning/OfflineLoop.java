package dev.backchannel.standalone.demo.learning;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.StepInput;
import dev.backchannel.learner.step.StepResult;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Reaction;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The demo's users and the learner's steps without what lies between them: sample, react, step. What only the whole system
 * can mine (samples after a complaint) becomes a label here.
 */
final class OfflineLoop implements AutoCloseable {
    private static final int ANSWERS_AT_A_TIME = 24;
    private static final int MAX_TOKENS = 120;

    private final PolicyModel model;
    private final LearnerConfig config;
    private final LoraTrainer trainer;
    private final StepTaker taker;
    private final ExampleEncoder encoder;
    private final Population population;
    private final Behaviour behaviour;
    private final SplittableRandom random;
    private final Deque<Example> waiting = new ArrayDeque<>();
    private LoraWeights weights;
    private OptimizerState optimizer;
    private RewardShift shift = RewardShift.NONE;
    private Adapter adapter;
    private Reservoir reservoir;
    private long steps;
    private long preferences;

    OfflineLoop(PolicyModel model, Population population, BehaviourMix mix, LearnerConfig config, long seed) {
        this.model = model;
        this.config = config;
        this.behaviour = new Behaviour(mix);
        this.trainer = model.trainer();
        this.taker = new StepTaker(model, trainer, config.step());
        this.encoder = config.encoder(model);
        this.population = population;
        this.random = new SplittableRandom(seed);
        this.weights = LoraWeights.initial(model.config(), model.defaultLora(), seed);
        this.optimizer = OptimizerState.initial(weights);
        this.adapter = model.adapter(weights);
        this.reservoir = Reservoir.empty(config.batch().reservoirCapacity(), config.seed());
    }

    long steps() {
        return steps;
    }

    long preferences() {
        return preferences;
    }

    /** Takes so many steps, each on a full batch of what users did with answers of the policy before the step. */
    void take(int count) {
        for (int i = 0; i < count; i++) {
            while (waiting.size() < config.batch().nominal()) {
                observe();
            }
            List<Example> batch = new ArrayList<>();
            while (batch.size() < config.batch().nominal()) {
                batch.add(waiting.removeFirst());
            }
            steps++;
            int replayed = (int)
                    Math.round(config.batch().replayShare() * config.batch().nominal());
            StepResult result = taker.take(new StepInput(
                    weights,
                    optimizer,
                    adapter,
                    batch,
                    reservoir.draw(replayed, steps),
                    reservoir.entries(),
                    shift,
                    config.seed(),
                    steps));
            reservoir = reservoir.plus(result.fresh());
            weights = result.weights();
            optimizer = result.optimizer();
            shift = result.shift();
            adapter.close();
            adapter = model.adapter(weights);
        }
    }

    /** What the users of the held-out questions find in the policy's answers. */
    ExamResult examine(List<HeldOut> questions) {
        List<Generated> answers =
                answers(questions.stream().map(HeldOut::request).toList(), 1);
        List<ExamResult.Graded> graded = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            HeldOut question = questions.get(i);
            Judgement judgement = judgement(answers.get(i), question.request(), question.user());
            graded.add(new ExamResult.Graded(question, answers.get(i).text(), judgement));
        }
        return new ExamResult(graded);
    }

    @Override
    public void close() {
        adapter.close();
        trainer.close();
    }

    private void observe() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < ANSWERS_AT_A_TIME; i++) {
            requests.add(Intents.draw(random).request(random));
        }
        List<Generated> answers = answers(requests, random.nextInt(1 << 30));
        for (int i = 0; i < requests.size(); i++) {
            SimulatedUser user =
                    population.users().get(random.nextInt(population.users().size()));
            Request request = requests.get(i);
            Generated answer = answers.get(i);
            Reaction reaction = behaviour.react(user, request, answer.text(), judgement(answer, request, user), random);
            preference(request, answer, reaction).ifPresent(this::enqueue);
        }
    }

    private void enqueue(Preference preference) {
        try {
            waiting.addLast(encoder.encode(preference));
        } catch (UnusablePreferenceException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Preference> preference(Request request, Generated answer, Reaction reaction) {
        Answer given = Answer.newBuilder()
                .setText(answer.text())
                .setTokenIds(java.util.Arrays.stream(answer.tokens()).boxed().toList())
                .setFinishReason(answer.finishReason().wire().equals("stop") ? FinishReason.STOP : FinishReason.LENGTH)
                .build();
        if (reaction instanceof Reaction.Edit edit && !edit.text().equals(answer.text())) {
            Answer chosen = Answer.newBuilder()
                    .setText(edit.text())
                    .setFinishReason(FinishReason.STOP)
                    .build();
            return Optional.of(preference(request, SignalKind.EDIT, 1.0, new Pair(chosen, given)));
        }
        if (reaction instanceof Reaction.Thumb thumb) {
            return Optional.of(preference(request, SignalKind.THUMB, 1.0, new Label(given, thumb.up())));
        }
        if (reaction instanceof Reaction.Acceptance) {
            return Optional.of(preference(request, SignalKind.ACCEPTANCE, 0.2, new Label(given, true)));
        }
        if (reaction instanceof Reaction.Remark remark) {
            return Optional.of(preference(request, SignalKind.FOLLOW_UP, 0.6, new Label(given, remark.pleased())));
        }
        return Optional.empty();
    }

    private Preference preference(Request request, SignalKind signal, double weight, Object body) {
        preferences++;
        return Preference.newBuilder()
                .setPreferenceId("p" + preferences)
                .setTenant("default")
                .setConversationId("c" + preferences)
                .setTurnId("t" + preferences)
                .setPrompt(Prompt.newBuilder()
                        .setMessages(List.of(new Message("user", request.text())))
                        .build())
                .setWeight(weight)
                .setSignal(signal)
                .setEvidence(List.of("e" + preferences))
                .setAcceptedAt(Instant.EPOCH)
                .setBody(body)
                .build();
    }

    private List<Generated> answers(List<Request> requests, long seed) {
        List<int[]> prompts = requests.stream()
                .map(request -> model.prompts().prompt(List.of(new ChatMessage("user", request.text()))))
                .toList();
        return new Generator(model)
                .generate(adapter, prompts, new SamplingParameters(0.8, 0.95, MAX_TOKENS, seed, List.of()));
    }

    private static Judgement judgement(Generated answer, Request request, SimulatedUser user) {
        return Judgement.of(answer.text(), answer.finishReason().wire(), request, user.wishes());
    }
}
