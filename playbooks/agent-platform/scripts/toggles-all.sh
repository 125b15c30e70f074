# shellcheck disable=SC2086
set_toggles $TOGGLES_ALL
