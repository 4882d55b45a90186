package dev.backchannel.learner.plan;

import dev.backchannel.learner.example.Example;
import java.util.List;

/**
 * The composition of a step.
 *
 * @param from first offset it accounts for
 * @param to first offset it does not
 * @param range all records between, in order
 * @param fresh examples that teach for the first time, in order
 * @param replayed preference ids drawn from the reservoir, in order
 * @param cause size, or time
 */
public record StepPlan(
        long from, long to, List<Incoming> range, List<Example> fresh, List<String> replayed, String cause) {}
