"""The playground, driven from outside by signers that are not ours."""
