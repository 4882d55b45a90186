package dev.backchannel.learner.state;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.influence.InfluenceCodec;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.step.Rated;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;

/**
 * Learner state as bytes: a version, the shift, then the reservoir, the held-back cases, the influence, what is
 * undecided and what the gate saw last, each preference as it was on the topic. The same state gives the same bytes.
 */
public final class LearnerStateCodec {
    /** Name of the file in a checkpoint. */
    public static final String FILE = "learner-state.bin";

    private static final int VERSION = 6;
    /** Knew users by name, and nothing of conversations, tenants and texts. */
    private static final int BY_NAME = 5;
    /** Knew nothing of what the gate had seen. */
    private static final int NEVER_LOOKED = 4;
    /** Knew nothing of what is undecided. */
    private static final int ALL_DECIDED = 3;
    /** Wrote users' names with two bytes of length, so that a long one could not be written. */
    private static final int SHORT_NAMES = 2;
    /** Knew nothing of influence. */
    private static final int FIRST_VERSION = 1;

    private final Serde<Preference> preferences;
    private final ExampleEncoder encoder;

    public LearnerStateCodec(Serde<Preference> preferences, ExampleEncoder encoder) {
        this.preferences = preferences;
        this.encoder = encoder;
    }

    public byte[] write(LearnerState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeDouble(state.shift().sum());
            out.writeDouble(state.shift().count());
            out.writeInt(state.reservoir().entries().size());
            for (Rated rated : state.reservoir().entries()) {
                write(out, rated);
            }
            out.writeInt(state.heldBack().cases().size());
            for (HeldBack.Case held : state.heldBack().cases()) {
                write(out, held.rated());
                out.writeDouble(held.promoted());
            }
            InfluenceCodec.write(out, state.influence());
            out.writeInt(state.undecided().size());
            for (Example example : state.undecided()) {
                write(out, example);
            }
            write(out, state.lastLook());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param empty gives capacities and seed
     * @throws IllegalArgumentException if the bytes are of another version, or broken
     */
    public LearnerState read(byte[] bytes, LearnerState empty) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version < FIRST_VERSION || version > VERSION) {
                throw new IllegalArgumentException(FILE + " has version " + version + ", but this build reads "
                        + FIRST_VERSION + " to " + VERSION + "; resume with the build that wrote it");
            }
            RewardShift shift = new RewardShift(in.readDouble(), in.readDouble());
            List<Rated> reservoir = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                reservoir.add(readRated(in));
            }
            List<HeldBack.Case> held = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                held.add(new HeldBack.Case(readRated(in), in.readDouble()));
            }
            return new LearnerState(
                    empty.reservoir().plus(reservoir),
                    new HeldBack(empty.heldBack().capacity(), held),
                    shift,
                    readInfluence(in, version),
                    version <= ALL_DECIDED ? List.of() : readUndecided(in),
                    version <= NEVER_LOOKED ? LastLook.NONE : readLastLook(in));
        } catch (IOException | UnusablePreferenceException e) {
            throw new IllegalArgumentException(FILE + " is broken: " + e.getMessage(), e);
        }
    }

    private static Influence readInfluence(DataInputStream in, int version) throws IOException {
        if (version == FIRST_VERSION) {
            return new Influence();
        }
        return version <= BY_NAME ? InfluenceCodec.readNames(in, version == SHORT_NAMES) : InfluenceCodec.read(in);
    }

    private List<Example> readUndecided(DataInputStream in) throws IOException, UnusablePreferenceException {
        List<Example> undecided = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            undecided.add(readExample(in));
        }
        return undecided;
    }

    private static void write(DataOutputStream out, LastLook look) throws IOException {
        out.writeDouble(look.ending());
        out.writeInt(look.answers().size());
        for (List<Integer> answer : look.answers()) {
            out.writeInt(answer.size());
            for (int id : answer) {
                out.writeInt(id);
            }
        }
    }

    private static LastLook readLastLook(DataInputStream in) throws IOException {
        double ending = in.readDouble();
        List<List<Integer>> answers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            List<Integer> answer = new ArrayList<>();
            for (int ids = in.readInt(); ids > 0; ids--) {
                answer.add(in.readInt());
            }
            answers.add(answer);
        }
        return new LastLook(answers, ending);
    }

    private void write(DataOutputStream out, Example example) throws IOException {
        write(out, preferences.serializer().serialize(FILE, example.preference()));
    }

    private void write(DataOutputStream out, Rated rated) throws IOException {
        write(out, rated.example());
        for (double reference : rated.reference()) {
            out.writeDouble(reference);
        }
    }

    private Rated readRated(DataInputStream in) throws IOException, UnusablePreferenceException {
        Example example = readExample(in);
        double[] reference = new double[example.answers().size()];
        for (int i = 0; i < reference.length; i++) {
            reference[i] = in.readDouble();
        }
        return new Rated(example, reference);
    }

    private Example readExample(DataInputStream in) throws IOException, UnusablePreferenceException {
        return encoder.encode(preferences.deserializer().deserialize(FILE, readBytes(in)));
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("a length of " + length);
        }
        return in.readNBytes(length);
    }
}
