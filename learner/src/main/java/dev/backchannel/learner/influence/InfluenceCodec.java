package dev.backchannel.learner.influence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Influence as bytes, part of the learner's state. The same influence gives the same bytes. */
public final class InfluenceCodec {
    private static final String NAMED = "user ";

    private InfluenceCodec() {}

    public static void write(DataOutputStream out, Influence influence) throws IOException {
        List<Long> newest = influence.clock().newest();
        out.writeInt(newest.size());
        for (long at : newest) {
            out.writeLong(at);
        }
        out.writeInt(influence.size());
        for (Lesson lesson : influence.lessons()) {
            out.writeLong(lesson.at());
            out.writeDouble(lesson.weight());
            out.writeLong(lesson.user());
            out.writeLong(lesson.conversation());
            out.writeLong(lesson.tenant());
            out.writeLong(lesson.text());
        }
    }

    public static Influence read(DataInputStream in) throws IOException {
        List<Long> newest = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            newest.add(in.readLong());
        }
        List<Lesson> lessons = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            lessons.add(new Lesson(
                    in.readLong(), in.readDouble(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return new Influence(new LogClock(newest), lessons);
    }

    /**
     * What versions wrote that knew users by name, and nothing of conversations, tenants and texts.
     *
     * @param shortNames names have two bytes of length, not four
     */
    public static Influence readNames(DataInputStream in, boolean shortNames) throws IOException {
        long newest = in.readLong();
        List<Lesson> lessons = new ArrayList<>();
        for (int users = in.readInt(); users > 0; users--) {
            String name = shortNames
                    ? in.readUTF()
                    : new String(in.readNBytes(Math.max(0, in.readInt())), StandardCharsets.UTF_8);
            for (int left = in.readInt(); left > 0; left--) {
                lessons.add(named(name, in.readLong(), in.readDouble()));
            }
        }
        lessons.sort(Comparator.comparingLong(Lesson::at));
        return lessons.isEmpty() ? new Influence() : new Influence(new LogClock(List.of(newest)), lessons);
    }

    /** A conversation's own name is another one now, and counts from nothing. */
    private static Lesson named(String name, long at, double weight) {
        int slash = name.indexOf('/');
        if (!name.startsWith(NAMED) || slash < 0) {
            return new Lesson(at, weight, 0, 0, 0, 0);
        }
        String tenant = name.substring(NAMED.length(), slash);
        return new Lesson(
                at, weight, Fingerprint.user(tenant, name.substring(slash + 1)), 0, Fingerprint.tenant(tenant), 0);
    }
}
