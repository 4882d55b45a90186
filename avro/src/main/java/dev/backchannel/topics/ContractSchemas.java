package dev.backchannel.topics;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.CheckpointMark;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Observation;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.RegisteredSchema;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.UserStanding;
import java.util.List;
import org.apache.avro.Schema;

/** The current schema of every record that is written as a whole, to a topic or a changelog. */
public final class ContractSchemas {
    private ContractSchemas() {}

    public static List<Schema> all() {
        return List.of(
                Interaction.getClassSchema(),
                Preference.getClassSchema(),
                Disposition.getClassSchema(),
                DeadLetter.getClassSchema(),
                MiningTask.getClassSchema(),
                MiningResult.getClassSchema(),
                LearnerStep.getClassSchema(),
                Checkpoint.getClassSchema(),
                PreferenceProfile.getClassSchema(),
                Experiment.getClassSchema(),
                Control.getClassSchema(),
                ExperimentMetrics.getClassSchema(),
                OperatorCommand.getClassSchema(),
                OperatorEvent.getClassSchema(),
                ComponentStatus.getClassSchema(),
                RegisteredSchema.getClassSchema(),
                SeenEvent.getClassSchema(),
                Conversation.getClassSchema(),
                TurnState.getClassSchema(),
                Turn.getClassSchema(),
                ProfileUpdate.getClassSchema(),
                ProfileState.getClassSchema(),
                Observation.getClassSchema(),
                UserStanding.getClassSchema(),
                PartitionFigures.getClassSchema(),
                CheckpointMark.getClassSchema(),
                ExperimentState.getClassSchema());
    }
}
